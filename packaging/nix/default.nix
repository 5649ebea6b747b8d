# Builds the tree that it lies in: nix-build packaging/nix
{ pkgs ? import <nixpkgs> { } }:

pkgs.stdenv.mkDerivation {
  pname = "tgather";
  version = "0.1.0";

  src = pkgs.lib.cleanSource ../..;

  strictDeps = true;
  enableParallelBuilding = true;
  buildInputs = [ pkgs.libdeflate pkgs.zlib ];

  # libdeflate is shared, so that what is mended in it is mended in here.
  makeFlags = [ "PREFIX=${placeholder "out"}" "DEFLATE=-ldeflate" ];

  doCheck = true;
  checkTarget = "check";
  nativeCheckInputs = [ pkgs.jq pkgs.mandoc pkgs.parallel pkgs.perl ];
  preCheck = "patchShebangs tests";

  doInstallCheck = true;
  installCheckPhase = ''
    runHook preInstallCheck
    [ "$($out/bin/tgather --dim 1 '[[1,2],[3,4]]' '[[0,0],[1,0]]')" = \
      '[[1,1],[4,3]]' ]
    runHook postInstallCheck
  '';

  meta = {
    description = "Gather elements of tensors in files, as torch.gather does";
    license = pkgs.lib.licenses.mit;
    mainProgram = "tgather";
    platforms = pkgs.lib.platforms.unix;
  };
}
