# There is no release yet: tgather.invalid stands for where it will be, and the
# checksum for that of the tarball. CONTRIBUTING.md says what a release changes.
class Tgather < Formula
  desc "Gather elements of tensors in files, as torch.gather does"
  homepage "https://tgather.invalid/"
  url "https://tgather.invalid/releases/tgather-0.1.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "MIT"

  depends_on "make" => :build
  depends_on "libdeflate"

  uses_from_macos "zlib"

  # libdeflate is shared, so that what is mended in it is mended in here.
  def install
    system "gmake", "install", "PREFIX=#{prefix}", "DEFLATE=-ldeflate"
  end

  test do
    (testpath/"input.json").write "[[1,2],[3,4]]"
    (testpath/"index.json").write "[[0,0],[1,0]]"
    gather = "#{bin}/tgather --dim 1 input.json"
    assert_equal "[[1,1],[4,3]]\n", shell_output("#{gather} index.json")
    system "#{gather} -o output.npy index.json"
    assert_equal "[3,4]\n",
                 shell_output("#{bin}/tgather --op take output.npy '[3,2]'")
    shell_output("#{gather} '[[2,0]]' 2>&1", 1)
    assert_equal "tgather #{version}\n", shell_output("#{bin}/tgather -V")
  end
end
