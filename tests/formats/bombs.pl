#!/usr/bin/perl
# Prints a hostile file: bombs.pl NAME. Each is made to cost a reader much more
# time or memory than its size, see tests/39-bombs.t for what is due.
use strict;
use warnings;
use Compress::Raw::Zlib;

# A ZIP archive of [name, content, deflated?]; n is how many members it counts.
sub archive {
	my ($members, %how) = @_;
	my ($body, $directory) = ('', '');
	for (@$members) {
		my ($name, $content, $deflated) = @$_;
		my $packed = $content;
		if ($deflated) {
			my $d = Compress::Raw::Zlib::Deflate->new(
				-WindowBits => -MAX_WBITS, -AppendOutput => 1);
			$packed = '';
			$d->deflate($content, $packed);
			$d->flush($packed);
		}
		my $facts = pack('v5V3v', 20, 0, $deflated ? 8 : 0, 0, 33,
			crc32($content), length $packed,
			$how{size} // length $content, length $name);
		$directory .= pack('a4v', "PK\1\2", 788) . $facts
			. pack('v4V2', 0, 0, 0, 0, 0, length $body) . $name;
		$body .= "PK\3\4" . $facts . pack('v', 0) . $name . $packed;
	}
	my $n = $how{n} // @$members;
	my $end = '';
	$end = pack('a4Q<v2V2Q<4a4VQ<V', "PK\6\6", 44, 45, 45, 0, 0, $n, $n,
		length $directory, length $body, "PK\6\7", 0,
		length($body) + length $directory, 1) if $n > 65535;
	$n = 65535 if $n > 65535;
	return $body . $directory . $end . pack('a4v4V2v', "PK\5\6", 0, 0, $n, $n,
		length $directory, length $body, 0);
}

sub pt {
	my ($pickle, $deflated) = @_;
	return archive([["archive/data.pkl", "\x80\2$pickle", $deflated],
		["archive/data/0", "\0" x 16]]);
}

sub npy {
	my ($shape, $data, $descr) = (@_, '|u1');
	my $dict = "{'descr': '$descr', 'fortran_order': False, 'shape': $shape, }";
	$dict .= ' ' x (117 - length $dict) . "\n";
	return pack('a6v2', "\x93NUMPY", 1, length $dict) . "$dict$data";
}

sub safetensors {
	my ($header, $n) = @_;
	return pack('Q<', length $header) . $header . "\0" x $n;
}

sub entries {
	my ($n) = @_;
	return join ',', map {
		"\"layer.$_.weight\":{\"dtype\":\"U8\",\"shape\":[1],"
			. "\"data_offsets\":[$_," . ($_ + 1) . ']}'
	} 0 .. $n - 1;
}

sub gguf { return 'GGUF' . pack('L<Q<Q<', 3, @_) }
sub gguf_text { return pack('Q<', length $_[0]) . $_[0] }

sub text { return 'X' . pack('V', length $_[0]) . $_[0] }
sub global { return "c$_[0]\n$_[1]\n" }

# A tensor of 4 elements of storage 0.
my $tensor = global('torch._utils', '_rebuild_tensor_v2') . '(('
	. text('storage') . global('torch', 'FloatStorage') . text('0')
	. text('cpu') . "K\4tQK\0K\4\x85K\1\x85\x89}tR";

my %bombs = (
	# one byte a value
	'values.pt' => sub { pt(']' x 20_000_000 . '.', 1) },
	'values-stored.pt' => sub { pt(']' x 4_000_000 . '.') },
	'stack.pt' => sub { pt('N' x 10_000_000 . '.', 1) },
	'marks.pt' => sub { pt('(' x 10_000_000 . '.', 1) },
	'memo.pt' => sub { pt(']r' . pack('V', 3_999_999) . 'N0' x 5_000_000
		. '.', 1) },
	'globals.pt' => sub { pt("cm\nn\n0" x 1_000_000 . '.', 1) },
	'inflates.pt' => sub { pt(text('a' x 60_000_000) . '.', 1) },

	# 2^90 paths; one tensor under 100,000 long names
	'paths.pt' => sub { pt(join('', map { ']q' . chr($_)
		. ($_ > 0 ? ('h' . chr($_ - 1) . 'a') x 2 : '') } 0 .. 90)
		. '.') },
	'names.pt' => sub { pt($tensor . 'q' . "\0" . '0}' . text('k' x 4000)
		. '}(' . "K\1h\0" x 100_000 . 'us.') },
	# one long key for all items, and for what is no tensor
	'keys.pt' => sub { pt('(' . "K\1" x 60 . "tq\0000(" . "h\0" x 30
		. "tq\0010" . $tensor . "q\0020}(" . "h\1h\2" x 200_000
		. 'u.') },
	'keys-none.pt' => sub { pt('(' . "K\1" x 60 . "tq\0000("
		. "h\0" x 30 . "tq\0010}(" . "h\1N" x 200_000 . 'u.') },
	'deep.pt' => sub { pt(']' x 200_000 . 'a' x 199_999 . '.') },

	# long lists as Python writes them, of integers and None: these are read
	'integers.pt' => sub { pt('}(' . text('w') . $tensor . text('v') . ']'
		. join('', map { '(' . join('', map { 'J' . pack('V', $_) }
		1000 * $_ .. 1000 * $_ + 999) . 'e' } 100 .. 1099) . 'u.') },
	'pairs.pt' => sub { pt('}(' . text('w') . $tensor . text('v') . ']'
		. join('', map { my $k = $_; '(' . join('', map { 'J'
		. pack('V', 70_000 + $_) . 'J' . pack('l<', -$_) . "\x86r"
		. pack('V', $_) } 1000 * $k .. 1000 * $k + 999) . 'e' } 1 .. 500)
		. 'u.') },
	'dicts.pt' => sub { pt('}(' . text('w') . $tensor . text('v') . ']'
		. join('', map { '}r' . pack('V', $_) . 'a' } 1 .. 500_000)
		. 'u.') },
	'list.pt' => sub { pt("}(" . text('w') . $tensor . text('list') . ']'
		. join('', map { '(' . join('', map { 'M' . pack('v', $_) }
			1 .. 1000) . 'e' } 1 .. 1000)
		. ('(' . 'N' x 1000 . 'e') x 2000 . 'u.') },

	'members.npz' => sub { archive([map { ["a$_.npy",
		npy('(1,)', chr($_ & 255))] } 0 .. 69_999]) },
	'members-miscounted.npz' => sub { archive([map { ["a$_.npy",
		npy('(1,)', 'x')] } 0 .. 65_537], n => 2) },
	'claims.npz' => sub { archive([['a.npy', npy('(4000000000,)', "\0" x
		4_000_000), 1]], size => 4_000_000) },
	'wide.npy' => sub { npy('(0, 4)', '', '|S79300313') },
	'header.npy' => sub { pack('a6v', "\x93NUMPY", 2)
		. pack('V', 0xFFFFFFFF) . ' ' x 1_000_000 },

	'tensors.safetensors' => sub { safetensors('{' . entries(200_000) . '}',
		200_000) },
	'tensor-twice.safetensors' => sub { safetensors('{' . entries(200_000)
		. ',"layer.7.weight":{"dtype":"U8","shape":[0],'
		. '"data_offsets":[200000,200000]}}', 200_000) },
	'keys.safetensors' => sub { safetensors('{"__metadata__":{'
		. join(',', map { "\"$_\":\"\"" } 1 .. 500_000) . '}}', 0) },
	'tensors.gguf' => sub { gguf(200_000, 0) . join('',
		map { gguf_text("t$_") . pack('L<L<Q<', 0, 0, 32 * $_) }
			0 .. 199_999) . "\0" x (32 * 200_000 + 32) },
	'keys.gguf' => sub { gguf(0, 300_000) . join('',
		map { gguf_text($_ % 299_999) . pack('L<C', 0, 1) }
			0 .. 299_999) },
	'far.safetensors.index.json' => sub { '{"weight_map":{' . join(',',
		map { sprintf '"%x":"%s"', $_, $_ % 2 ? 'a' : 'b' } 1 .. 99999)
		. '}}' },
	'many.safetensors.index.json' => sub { '{"weight_map":{' . join(',',
		map { "\"w$_\":\"f.safetensors\"" } 1 .. 300_000) . '}}' },

	'envelopes.json' => sub { '{' . join(',', map {
		"\"e$_\":{\"data\":[1,2],\"shape\":[2]}" } 1 .. 20_000) . '}' },
	'nameless.json' => sub { '{' . join(',', ('"":[]') x 300_000) . '}' },
	'members.json' => sub { '{' . join(',', map { "\"m$_\":[$_]" }
		1 .. 300_000) . '}' },
	'deep.json' => sub { '[' x 5_000_000 },
	'digits.json' => sub { '[' . '7' x 10_000_000 . ',1]' },
	'escapes.json' => sub { '{"' . '\u0061' x 1_000_000 . '":[1],"b":[2]}' },
);

my $bomb = $bombs{$ARGV[0] // ''} 
	or die "usage: bombs.pl NAME, of @{[sort keys %bombs]}\n";
binmode STDOUT;
print $bomb->();
close STDOUT or die "cannot write: $!\n";
