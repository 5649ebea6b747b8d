# GNU make; `make help` lists what can be made.

PREFIX   = /usr/local
CFLAGS   ?= -O2 -g
CXXFLAGS ?= -O2 -g
PYTHON   = /usr/bin/python3

# How long `make fuzz` goes on, and with what random JSON begins; how many
# seconds each target gets of `make torture`; what `make fault` and
# `make check-builds` try.
SECONDS = 60
SEED    = 1
TORTURE = 600
BUILDS  = same static package
PARTS   = allocations calls signals memory limits threads truncate pipes bombs

# Each variant has its own tree of objects; `make B=build/x CFLAGS=...` makes
# another. It may lie outside of this directory, which is then only read.
B = build/release

WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion

# What makes a fault harder to use, should there be one: it cost nothing that
# could be measured. What a compiler or a processor does not know is left out; it
# is asked once, when something is compiled. Frames are small so that threads
# need little stack. Builds for finding faults leave all this out: they bring
# their own, and need larger frames.
known  = $(shell $(CC) -Werror $1 -x c -c -o /dev/null /dev/null 2>/dev/null \
	&& echo '$1')
HARDEN = $(eval HARDEN := $(foreach flag,-fstack-protector-strong \
	-fstack-clash-protection -fcf-protection -mbranch-protection=standard \
	-ftrivial-auto-var-init=zero,$(call known,$(flag))) \
	$(if $(findstring -D_FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),, \
	-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3) \
	-Wframe-larger-than=16384)$(HARDEN)
SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
FUZZED   = $(SANITIZE) -fsanitize=fuzzer-no-link \
	-fsanitize-coverage-ignorelist=tests/fuzz/uncovered.txt

# What the sources need, apart from the flags above that belong to the user.
# Each library that need not be loaded saves a small job a tenth of its time.
CPP_ALL = -Isrc -I$B -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -MMD -MP $(CPPFLAGS)
# Where the sources lie is not told, so that any directory gives the same bytes;
# nor is where they are built, in which the last of these that fits counts.
WHERE   = $(eval WHERE := $(if $(call known,-ffile-prefix-map=a=b), \
	-ffile-prefix-map='$(CURDIR)=.' -ffile-prefix-map='$B=build'))$(WHERE)
BOTH    = $(WARN) $(HARDEN) -fPIE $(WHERE) $(CPP_ALL)
C_ALL   = -std=c17 $(BOTH) $(CFLAGS)
CXX_ALL = -std=c++17 -fno-exceptions -fno-rtti $(BOTH) $(CXXFLAGS)
ifeq ($(notdir $B),static)
LINK    = -static-pie
else
LINK    = -pie $(call links,-static-libstdc++) $(call links,-static-libgcc)
endif
# What a linker does not know is left out, too: not all are like GNU's.
links   = $(shell echo 'int main() { return 0; }' | $(CXX) -Werror $(LDFLAGS) \
	-o /dev/null -x c++ - -x none $1 2>/dev/null && echo '$1')
RELRO   = -Wl,-z,relro,-z,now
NEEDED  = -Wl,--as-needed
LD_KNOWN = $(eval LD_KNOWN := $(LINK) $(call links,$(RELRO)) \
	$(call links,$(NEEDED)))$(LD_KNOWN)
LD_ALL  = $(LD_KNOWN) $(LDFLAGS)
# libdeflate is linked in where there is an archive of it, unless make is told
# DEFLATE=-ldeflate. libstdc++ needs no more than two functions of libm, which
# are taken from its archive, if there is one; another C++ library is left to
# the compiler. zlib reads what others wrote in all other places, so it stays a
# library that the system can mend.
DEFLATE ?= $(eval DEFLATE := $(or $(filter /%,$(shell $(CC) \
	-print-file-name=libdeflate.a)),-ldeflate))$(DEFLATE)
LIBM    = $(if $(HARDEN),$(filter /%,$(shell $(CXX) -print-file-name=libm.a)))
STDCXX  = -Wl,--push-state,-Bstatic -lstdc++ $(LIBM) -Wl,--pop-state
LIBCXX  = $(eval LIBCXX := $(if $(shell $(CXX) -include cstddef \
	-x c++ -dM -E /dev/null 2>/dev/null | grep -w __GLIBCXX__),$(call \
	links,$(STDCXX))))$(LIBCXX)
LIBS    = $(DEFLATE) -lz $(LIBCXX) $(LDLIBS)

SRC     = $(sort $(shell find src -name '*.c' -o -name '*.cc'))
OBJ     = $(SRC:src/%=$B/%.o)
SOURCES = $(SRC) $(shell find src -name '*.h') \
	$(wildcard tests/unit/*.[ch] tests/bench/*.c tests/bench/*.cc) \
	$(wildcard tests/fuzz/*.[ch] tests/fault/*.[ch])
UNIT    = $(wildcard tests/unit/*.c tests/fuzz/*.c)
FAULT   = $(filter-out tests/fault/shim.c,$(wildcard tests/fault/*.c))
SHELLS  = $(wildcard src/cli/shell/tgather.*)
SCRIPTS = .ci/run $(wildcard tests/*.sh tests/*.t tests/*/*.sh)
unit    = $(patsubst %,$B/tests/unit/%.c.o,$1)
targets = $(patsubst %,$B/tests/fuzz/%.c.o,command_line file formats fuzz \
	gzip outcome pieces stream window zip)
TESTS   = $B/json_rows_test $B/text_rows_test $B/json_chunks_test $B/json_fuzz \
	$B/json_ahead_test $B/reorder_test $B/output_test $B/confine_test \
	$B/print_test $B/signals_test $B/utf8_test $B/zip_test $B/fuzz_replay \
	$B/inflate_test $B/rank_test $B/shard_test $B/shard_files_test

BUILD_DEPS = gcc g++ libdeflate-dev make zlib1g-dev
CHECK_DEPS = $(BUILD_DEPS) binutils clang clang-format clang-tidy debhelper \
	devscripts diffutils dpkg-dev fish git jq libclang-rt-dev lintian locales \
	mandoc openmpi-bin parallel perl python3 shellcheck zsh
CLUSTER_DEPS = $(CHECK_DEPS) munge slurm-wlm

# make -j must not build before what it builds with is installed.
ifneq (,$(filter deps check-deps cluster-deps cross-deps,$(MAKECMDGOALS)))
.NOTPARALLEL:
endif

all: $B/tgather ## build the program (the default)

# The link is for the person, and is that of the usual build; everything here
# uses $B/tgather.
ifeq ($B,build/release)
all: tgather
endif
tgather: $B/tgather
	ln -sf $< $@

$B/tgather: $(OBJ)
	$(CXX) $(CXXFLAGS) $(LD_ALL) -o $@ $(OBJ) $(LIBS)

$B/%.c.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(C_ALL) -c -o $@ $<

$B/%.cc.o: src/%.cc
	@mkdir -p $(@D)
	$(CXX) $(CXX_ALL) -c -o $@ $<

# The lines of a shell's script as strings of C.
$B/cli/shell/%.h: src/cli/shell/%
	@mkdir -p $(@D)
	sed 's/[\\"]/\\&/g; s/.*/"&",/' $< >$@

$B/completion/%: $B/tgather
	@mkdir -p $(@D)
	$B/tgather --completion $* >$@

$B/cli/completion.c.o: $(SHELLS:src/%=$B/%.h)

-include $(OBJ:.o=.d) $(UNIT:%=$B/%.d) $(FAULT:%=$B/%.d)

deps: ## install what the build needs (Debian, as root or with sudo)
	@$(call install,$(BUILD_DEPS))

check-deps: ## install what the tests and lint need
	@$(call install,$(CHECK_DEPS))

cluster-deps: ## install what check-cluster needs, too: Slurm
	@$(call install,$(CLUSTER_DEPS))

cross-deps: ## install what check-cross needs, too: cross compilers and qemu
	@$(call install,$(CROSS_DEPS))

# Leaves apt-get alone when everything is there.
install = missing=; \
	for p in $1; do \
		dpkg -s "$$p" 2>/dev/null | grep -q '^Status: .* installed$$' \
			|| missing="$$missing $$p"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	command -v apt-get >/dev/null || \
		{ echo "not Debian; please install:$$missing" >&2; exit 1; }; \
	sudo=; [ "$$(id -u)" = 0 ] || ! command -v sudo >/dev/null || sudo=sudo; \
	$$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq -y --no-install-recommends $$missing

# In one file that needs no other and starts in half the time. Names of users
# and hosts are not looked up, so that nothing of it has to be loaded after all.
static: ## build build/static/tgather, which needs no shared libraries
	@missing=; for archive in libc libdeflate libm libstdc++ libz; do \
		case $$($(CXX) $(LDFLAGS) -print-file-name=$$archive.a) in \
		*/*) ;; \
		*) missing="$$missing $$archive.a" ;; \
		esac; \
	done; [ -z "$$missing" ] || \
		{ echo "make static needs what is not here:$$missing" >&2; exit 1; }
	@$(MAKE) B=build/static build/static/tgather

demo: all ## build, and run the main job on data/
	./tgather --dim 0 data/small.json data/small_index.json
	./tgather -v --dim 1 --batch-dims 1 --pretty -o build/roi_of_label.json \
		data/roi_loc.json data/label.json
	head -n 4 build/roi_of_label.json

check: $B/tgather $(TESTS) ## run the tests; TEST=script, CASE=name: some; LONG=1: all
	@TGATHER=$B/tgather tests/run.sh

fuzz: $B/json_fuzz libfuzzer ## fuzz for SECONDS each; FUZZ=npy: one of them; JOBS=2
	@JSON_FUZZ='$B/json_fuzz -s $(SEED)' SECONDS_EACH=$(SECONDS) \
		JOBS=$(JOBS) tests/fuzz/run.sh $(FUZZ)

fuzz-corpus: libfuzzer ## keep what fuzzing found in tests/fuzz/corpus
	@tests/fuzz/merge.sh $(FUZZ)

# Guided by coverage, which is Clang's; its objects have a tree of their own.
libfuzzer:
	@$(MAKE) B=build/fuzz HARDEN= CC=clang CXX=clang++ \
		CFLAGS='$(FUZZED)' CXXFLAGS='$(FUZZED)' build/fuzz/libfuzzer

$B/libfuzzer: $(targets) $B/tests/fuzz/libfuzzer.c.o \
		$(filter-out $B/main.c.o,$(OBJ))
	$(CXX) $(CXXFLAGS) $(LD_ALL) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$B/json_rows_test: $(call unit,json_rows_test random_rows random_text tap)
$B/text_rows_test: $(call unit,text_rows_test random_text tap)
$B/json_fuzz: $(call unit,json_fuzz call expected naive_gather \
	naive_json outcome random_case random_text tap)

$B/json_chunks_test: $(call unit,json_chunks_test random_text tap)
$B/json_ahead_test: $(call unit,json_ahead_test tap)
$B/reorder_test: $(call unit,reorder_test tap)
$B/utf8_test: $(call unit,utf8_test tap)
$B/print_test: $(call unit,print_test tap)
$B/output_test: $(call unit,output_test tap)
$B/confine_test: $(call unit,confine_test tap)
$B/zip_test: $(call unit,zip_test tap)
$B/inflate_test: $(call unit,inflate_test random_text tap)
$B/rank_test: $(call unit,rank_test tap)
$B/signals_test: $(call unit,signals_test tap)
$B/shard_test: $(call unit,shard_test ranks stops tap)
$B/shard_files_test: $(call unit,shard_files_test copies ranks tap)
$B/fuzz_replay: $(targets) $B/tests/fuzz/replay.c.o $(call unit,tap)

$(TESTS): $(filter-out $B/main.c.o,$(OBJ))
	$(CXX) $(CXXFLAGS) $(LD_ALL) -o $@ $^ $(LIBS)

$B/tests/%.c.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(C_ALL) -Wno-frame-larger-than -c -o $@ $<

# The shim is loaded into the program; the driver is a program of its own.
fault: $B/tgather $B/fault $B/fault.so ## let the system fail in all ways; PARTS, RUN: some
	@$B/fault $B/tgather $B/fault.so $(if $(RUN),$(RUN),$(PARTS))

ranks: $B/tgather $B/shard_test ## stop and kill ranks of one result, at each call and at random
	@$B/shard_test long
	@TGATHER=$B/tgather $(PYTHON) tests/fault/kill_ranks.py

torture: $B/tgather $B/fault $B/fault.so ## fault, fuzz for TORTURE seconds each, and more: hours
	@MAKE='$(MAKE)' TGATHER=$B/tgather FAULT=$B/fault SHIM=$B/fault.so \
		PARTS='$(PARTS) kills' SECONDS_EACH=$(TORTURE) tests/fault/torture.sh

$B/fault: $(FAULT:%=$B/%.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lz

$B/fault.so: tests/fault/shim.c tests/fault/report.h
	@mkdir -p $(@D)
	$(CC) -std=c17 $(WARN) -D_GNU_SOURCE -O2 -fPIC -shared -o $@ $< -ldl

# A sanitizer and gcov open files of their own, so that the process must not be
# confined. An exit status of its own keeps a sanitizer's finding from looking
# like an error that a test expects.
asan: ## build with sanitizers, and run the tests
	@$(MAKE) $(SANITIZED) B=build/asan check

# Clang's see other things, such as an offset from NULL. It is the same memory
# that is not freed, so that it need not be looked for twice: that takes a third
# of the time of a small job.
clang-asan: ## the same with Clang's sanitizers
	@$(MAKE) $(SANITIZED):detect_leaks=0 B=build/clang-asan CC=clang \
		CXX=clang++ check

# Left out are the tests of pages, of shells, of what is installed and of engines:
# the program does nothing there that it does not do in others.
SANITIZED = HARDEN= CFLAGS='$(SANITIZE)' CXXFLAGS='$(SANITIZE)' TGATHER_CONFINE=no \
	LEAVE_OUT='completion install docs shard-engines' \
	UBSAN_OPTIONS=exitcode=99:print_stacktrace=1 ASAN_OPTIONS=exitcode=99

clang: ## build with Clang; a warning is an error
	@$(MAKE) B=build/clang CC=clang CXX=clang++ \
		CFLAGS='$(CFLAGS) -Werror' CXXFLAGS='$(CXXFLAGS) -Werror' \
		build/clang/tgather

format: ## lay out all C code as .clang-format says
	clang-format -i $(SOURCES)

# Tests that run as another user must be able to write counts, too; what gcov
# has to say about a full disk does not belong into standard error.
COVERED = B=build/coverage HARDEN= CFLAGS='-O0 -g --coverage' \
	CXXFLAGS='-O0 -g --coverage'

coverage: ## run the tests, and print which lines and branches they reach
	@$(MAKE) -s $(COVERED) build/coverage/tgather
	@build/coverage/tgather -V && chmod -R a+rwX build/coverage
	@TGATHER_CONFINE=no GCOV_ERROR_FILE=/dev/null $(MAKE) -s $(COVERED) check
	@for f in $(SRC); do \
		gcov -nb -o build/coverage/$${f#src/}.gcno $$f 2>/dev/null; \
	done | awk -F "'" -f tests/coverage.awk

compile_commands.json: Makefile ## how each file is compiled, for editors
	@$(MAKE) -nB $B/tgather | awk -v dir='$(CURDIR)' ' \
		/ -c -o / { file = $$NF; gsub(/["\\]/, "\\\\&"); \
			printf "%s{\"directory\":\"%s\",\"file\":\"%s\",\"command\":\"%s\"}", \
				n++ ? ",\n" : "[\n", dir, file, $$0 } \
		END { print "\n]" }' >$@

# Whether a program counts as one with control-flow integrity depends on the
# system's own objects, too.
lint: $B/tgather $B/completion/bash ## check scripts, manual, layout, arrows
	hardening-check --quiet --nocfprotection $B/tgather
	objdump -d $B/tgather | grep -qE 'endbr|bti|paciasp'
	shellcheck -x $(SCRIPTS) packaging/alpine/APKBUILD \
		$(wildcard debian/tests/installed)
	@! command -v ruby >/dev/null || ruby -cw packaging/homebrew/tgather.rb >/dev/null
	@! command -v nix-instantiate >/dev/null || \
		nix-instantiate --option build-users-group '' --parse \
		packaging/nix/default.nix >/dev/null
	shellcheck -s bash $B/completion/bash
	mandoc -Tlint -Wwarning man/tgather.1 man/tgather-formats.5
	clang-format --dry-run -Werror $(SOURCES)
	tests/names.sh
	@nm -A -g --defined-only $(OBJ) | awk ' \
		$$(NF-1) ~ /[ABCDGRST]/ && $$NF !~ /^(tg_.*|main)$$/ \
		{ print "not tg_: " $$0; bad = 1 } END { exit bad }'
	@wc -l $(SOURCES) | awk '$$2 != "total" && $$1 > 450 \
		{ print "too long: " $$0; bad = 1 } END { exit bad }'
	@nm -g --defined-only $(OBJ) | awk '{ print $$NF }' | sort -u | \
		grep -xF "$$(grep -rhoE '^(struct|enum) tg_\w+ \{' src | \
		cut -d ' ' -f 2)" | sed 's/^/a type and a function: /' | \
		{ ! grep .; }
	tests/arrows.sh
	@. tests/fuzz/targets.sh; for target in $$targets; do \
		[ -s tests/fuzz/dict/$$target ] || \
		echo "make fuzz has no words for $$target"; done | { ! grep .; }
	@for page in CONTRIBUTING.md README.md; do \
		grep -oE '(src|tests|man|data)/[A-Za-z0-9_./-]*' $$page | sort -u | \
		grep -vE 'NN|NAME' | while read -r path; do \
			[ -e "$${path%.}" ] || echo "$$page names $$path"; done; \
	done | { ! grep .; }

analyze: ## let GCC's analyzer and clang-tidy look for faults
	@MAKE='$(MAKE)' tests/analyze.sh

check-errors: $B/tgather $(TESTS) ## check that every error is right as JSON, too
	@TEST_ERRORS=json TGATHER=$B/tgather tests/run.sh

# One after another, so that what prove says of the sanitizers' build is last.
check-all: ## check with LONG=1, -errors, -builds, fault, clang, lint, sanitizers
	@$(MAKE) check LONG=1
	@$(MAKE) check-errors
	@$(MAKE) check-builds BUILDS=same
	@$(MAKE) fault
	@$(MAKE) clang
	@$(MAKE) lint
	@$(MAKE) clang-asan
	@$(MAKE) asan

# Peers' parts, each a program; one that cannot be built is left out.
BENCH_PEERS = cjson_parse simdjson_parse simdjson_ondemand to_chars_loop \
	cold_picks machine

bench: $B/tgather $(BENCH_PEERS:%=build/bench/%) ## time the program beside others
	-@$(MAKE) -s static
	@TGATHER=$B/tgather CC='$(CC)' $(PYTHON) tests/bench/run.py \
		$(if $(ROUNDS),--rounds '$(ROUNDS)') $(if $(JOBS),--jobs '$(JOBS)')

build/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	-$(CC) $(C_ALL) -o $@ $< $(if $(findstring cjson,$@),-lcjson)

build/bench/%: tests/bench/%.cc
	@mkdir -p $(@D)
	-$(CXX) $(CXX_ALL) -o $@ $< $(if $(findstring simdjson,$@),-lsimdjson)

# These two need PyTorch and NumPy: Debian's python3-torch, python3-numpy.
check-peers: $B/tgather ## compare random cases with PyTorch and NumPy
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_gathers.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_calls.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_json.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_text.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_servers.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_formats.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_npy.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_vectors.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/onnx_testdata.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_gguf.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_records.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_checkpoints.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_explain.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_pictures.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_suggest.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_large.py
	@TGATHER=$B/tgather $(PYTHON) tests/peers/random_shards.py

check-builds: $B/tgather ## builds with the same bytes, a static one, the package; BUILDS: some
	@TGATHER=$B/tgather prove -e sh tests/builds.sh :: $(BUILDS)

# Slurm's daemons run as whoever calls this, on ports of their own.
check-cluster: $B/tgather ## start Slurm on this machine, and let it start ranks
	@TGATHER=$B/tgather prove -e sh tests/cluster.sh

# Compilers for other machines and what runs their programs, and other libraries.
CROSS      = i386 armhf arm64 s390x musl libc++
CROSS_DEPS = $(CHECK_DEPS) g++-aarch64-linux-gnu g++-arm-linux-gnueabihf \
	g++-i686-linux-gnu g++-s390x-linux-gnu libc++-dev musl-tools qemu-user

# What is left out, and why, is said in the script.
check-cross: ## build for other machines and libraries, and test there
	@MAKE='$(MAKE)' tests/cross.sh $(CROSS)

programs: $B/tgather $(TESTS)

# Of the unit tests those that follow no process.
cross-programs: $B/tgather $(filter-out $B/confine_test $B/signals_test \
	$B/shard_test $B/shard_files_test $B/output_test $B/rank_test,$(TESTS))

golden: ## write data/ and the golden files anew, from PyTorch and NumPy
	$(PYTHON) data/make.py
	$(PYTHON) tests/golden/make.py

# What is installed where: Debian's zsh looks into two directories.
BIN      = $(DESTDIR)$(PREFIX)/bin/tgather
MAN1     = $(DESTDIR)$(PREFIX)/share/man/man1/tgather.1
MAN5     = $(DESTDIR)$(PREFIX)/share/man/man5/tgather-formats.5
BASH     = $(DESTDIR)$(PREFIX)/share/bash-completion/completions/tgather
ZSH_DIR  = $(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
ZSH      = $(DESTDIR)$(PREFIX)/share/zsh/$(ZSH_DIR)/_tgather
FISH     = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/tgather.fish

COMPLETION = $B/completion/bash $B/completion/zsh $B/completion/fish

# With what every install(1) knows, which is not GNU's -D.
place    = install -d "$$(dirname '$3')" && install -m $1 $2 '$3'

install: $B/tgather $(COMPLETION) ## install below $(DESTDIR)$(PREFIX)
	$(call place,755,$B/tgather,$(BIN))
	$(call place,644,man/tgather.1,$(MAN1))
	$(call place,644,man/tgather-formats.5,$(MAN5))
	$(call place,644,$B/completion/bash,$(BASH))
	$(call place,644,$B/completion/zsh,$(ZSH))
	$(call place,644,$B/completion/fish,$(FISH))

uninstall: ## remove what install put there
	rm -f '$(BIN)' '$(MAN1)' '$(MAN5)' '$(BASH)' '$(ZSH)' '$(FISH)'

VERSION = $(shell sed -n 's/^\#define TG_VERSION "\(.*\)"/\1/p' src/cli/show.h)

# Where the package and the tarball go.
PACKAGES = build

# In a copy: dpkg-buildpackage works in the tree and leaves files beside it. What
# this make was told is not for the one in there. The tests are not run again.
package: ## make a Debian package, build/tgather_*.deb
	@[ -d debian ] || { echo 'make package needs a clone of the repository:' \
		'debian/ is not in the tarball' >&2; exit 1; }
	@command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null || \
		{ echo 'make package needs Debian, and what make check-deps' \
		'installs: dpkg-dev, debhelper' >&2; exit 1; }
	@rm -rf $(PACKAGES)/package
	@mkdir -p $(PACKAGES)/package/tgather-$(VERSION)
	@tar -c --exclude-vcs --exclude=./build --exclude=./tgather . | \
		tar -x -C $(PACKAGES)/package/tgather-$(VERSION)
	cd $(PACKAGES)/package/tgather-$(VERSION) && \
		env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
		DEB_BUILD_OPTIONS="nocheck noautodbgsym $$DEB_BUILD_OPTIONS" \
		dpkg-buildpackage -us -uc -b
	cp $(PACKAGES)/package/tgather_*.deb $(PACKAGES)

# The same commit gives the same bytes, whoever makes it.
dist: ## make a source tarball, build/*.tar.gz, of what is committed
	@up=$$(git rev-parse --show-cdup) && [ -z "$$up" ] || \
		{ echo 'make dist needs git, and a clone of the repository: it' \
		'packs what is committed' >&2; exit 1; }
	@changes=$$(git status --porcelain) && [ -z "$$changes" ] || \
		{ echo 'not in the tarball, since it is not committed:'; \
		echo "$$changes"; } >&2
	@mkdir -p $(PACKAGES)
	git -c tar.umask=0022 archive --prefix=tgather-$(VERSION)/ \
		-o $(PACKAGES)/tgather-$(VERSION).tar HEAD
	gzip -9nf $(PACKAGES)/tgather-$(VERSION).tar

clean: ## remove everything that was built
	rm -rf build tgather

help: ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' \
		$(firstword $(MAKEFILE_LIST))

.PHONY: all static deps check-deps demo check check-all fault ranks torture fuzz
.PHONY: fuzz-corpus libfuzzer analyze asan clang-asan clang format coverage lint bench
.PHONY: check-builds check-errors check-cross cross-deps cross-programs programs
.PHONY: check-cluster check-peers cluster-deps golden install uninstall package
.PHONY: dist clean help
.DELETE_ON_ERROR:
