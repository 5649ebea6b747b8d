#!/bin/sh
# Tensors in files: objects, envelopes and pointers, raw bytes, and one format
# into another. What is expected was worked out by hand; bytes are those that
# printf writes, and od shows.
# shellcheck disable=SC2016,SC2317    # functions are called by their names
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# given TEXT ARG... - tgather, with TEXT in x.json
given() {
	printf '%s\n' "$1" >x.json
	shift
	tgather "$@"
}

# raw BYTES ARG... - tgather, with BYTES, as printf has them, in x.raw
raw() {
	printf %b "$1" >x.raw
	shift
	tgather "$@"
}

# bytes ARG... - what tgather writes, as od shows it
bytes() {
	tgather --output-format raw "$@" >out.raw && hex <out.raw
}

# raw_bytes BYTES ARG... - the two together
raw_bytes() {
	printf %b "$1" >x.raw
	shift
	bytes "$@"
}

given_bytes() {
	printf '%s\n' "$1" >x.json
	shift
	bytes "$@"
}

# --- objects ----------------------------------------------------------------

# (2, 2) is [[10,20],[30,40]] in all of these.
for text in \
	'{"shape":[2,2],"dtype":"int64","data":[10,20,30,40]}' \
	'{"data":[10,20,30,40],"shape":[2,2]}' \
	'{"dtype":"F32","data":[10,20,30,40],"shape":[2,2]}' \
	'{"name":"input","shape":[2,2],"datatype":"FP32","data":[10,20,30,40]}' \
	'{"data":[10,20,30,40],"parameters":{"data":[1]},"shape":[2,2.0]}' \
	'{"data":[[10,20],[30,40]],"dtype":"torch.int32"}' \
	'{"data":[[[10],[20]],[[30],[40]]],"shape":[2,2]}' \
	' { "shape" : [ 2 , 2 ] , "data" : [ 10 , 20 , 30 , 40 ] } ' \
	'{"da\u0074a":[10,20,30,40],"\u0073hape":[2,2]}' \
	'{"shape":[2,2],"values":[[10,20],[30,40]]}' \
	'{"a":{"data":[1]},"only":[[10,20],[30,40]],"n":3,"s":"[1]"}'; do
	prints "an object: $text" '[[20,10],[30,40]]' \
		given "$text" -d1 x.json '[[1,0],[0,1]]'
done
# What libraries and servers send: protobuf writes integers as strings, xarray
# has names in dims, and what is said of the order is C order here.
for text in \
	'{"shape":[2,2],"values":[10,20,30,40]}' \
	'{"dims":[2,2],"data":[10,20,30,40]}' \
	'{"dims":["2","2"],"dataType":7,"int64Data":[10,20,30,40]}' \
	'{"dtype":"DT_INT64","tensorShape":{"dim":[{"size":"2"},{"size":2}]},
	"int64Val":[10,20,30,40]}' \
	'{"dims":["x","y"],"attrs":{},"data":[[10,20],[30,40]],"name":"a"}' \
	'{"dtype":"DT_INT64","shape":{ "dim":[{"size":"2"},{"size":"2"}]},
	"int64_val":[10,20,30,40]}' \
	'{"shape":{"x":1,"dim":2},"data":[[10,20],[30,40]]}' \
	'{"shape":"2, 2","data":[10,20,30,40]}' \
	'{"shape":[2e0,0.2e1],"data":[10,20,30,40]}' \
	'{"shape":"round","data":[[10,20],[30,40]]}' \
	'{"shape":null,"dtype":null,"values":[[10,20],[30,40]]}' \
	'{"shape":[2,2],"strides":[2,1],"data":[10,20,30,40]}' \
	'{"shape":[2,2],"strides":[16,8],"offset":0,"values":[10,20,30,40]}' \
	'{"shape":[2,2],"order":"C","data":[10,20,30,40]}' \
	'{"shape":[2,2],"Corder":true,"data":[10,20,30,40]}' \
	'{"order":"F","shape":[2,2],"data":[[10,20],[30,40]]}' \
	'{"__ndarray__":[[10,20],[30,40]],"dtype":"int64","shape":[2,2]}'; do
	prints "an object: $text" '[[20,10],[30,40]]' \
		given "$text" -d1 x.json '[[1,0],[0,1]]'
done
prints 'an envelope of strings' '[["b"],["a"]]' given \
	'{"shape":[2,1],"datatype":"BYTES","data":["a","b"]}' \
	--op index_select -d0 x.json '[1,0]'
prints 'a scalar string' '["b"]' given '{"datatype":"BYTES","data":"b"}' \
	-d0 x.json '[0]'
prints 'a size above 2^53' \
	'{"file":"x.json","name":null,"format":"json","dtype":"float64","shape":[0,9007199254740993],"bytes":2,"order":"C"}' \
	given '{"shape":[0,9007199254740993],"data":[]}' --info x.json
prints 'a size above 2^53 with a point' \
	'{"file":"x.json","name":null,"format":"json","dtype":"float64","shape":[0,9007199254740993],"bytes":2,"order":"C"}' \
	given '{"shape":[0,9007199254740993.0],"data":[]}' --info x.json

# A dtype that plays no part may have any name; the names of servers are known.
for dtype in '"BYTES"' '"STRING"' '"FLOAT"' '"float"' '"?"' 32 '["a"]' '{}' \
	'"DT_STRING"'; do
	prints "an envelope of dtype $dtype" '[2]' given \
		"{\"dtype\":$dtype,\"data\":[1,2]}" -d0 x.json '[1]'
done
for dtype in DT_FLOAT TYPE_FP32 FP32 fp32 Float32 float32 FLOAT32 'tensor(float)' \
	'<f4' f32 F32 torch.float32; do
	prints "the dtype $dtype" '00 00 80 3f' given_bytes \
		"{\"dtype\":\"$dtype\",\"data\":[1]}" -d0 x.json '[0]'
done
for dtype in DT_INT16 TYPE_INT16 INT16 Int16 'tensor(int16)' short; do
	prints "the dtype $dtype" '01 00' given_bytes \
		"{\"datatype\":\"$dtype\",\"data\":[1]}" -d0 x.json '[0]'
done
for dtype in DT_HALF FP16 fp16 Float16 half; do
	prints "the dtype $dtype" '00 3c' given_bytes \
		"{\"data_type\":\"$dtype\",\"data\":[1]}" -d0 x.json '[0]'
done
prints 'the dtype of ONNX by number' '00 3c' given_bytes \
	'{"dataType":10,"floatData":[1]}' -d0 x.json '[0]'
prints '--dtype beside one that is unknown' '00 3c' given_bytes \
	'{"dtype":"?","data":[1]}' --dtype f2 -d0 x.json '[0]'

# Bytes in base64: 1.0, 2.0, 3.0 and 4.0 as float32, in all of these.
b64=AACAPwAAAEAAAEBAAACAQA
for text in \
	"{\"dtype\":\"float32\",\"shape\":[2,2],\"data\":\"$b64==\"}" \
	"{\"dtype\":\"FP32\",\"shape\":[2,2],\"data\":\"$b64\"}" \
	"{\"__numpy__\":\"$b64==\",\"dtype\":\"<f4\",\"shape\":[2,2]}" \
	"{\"__ndarray__\":\"b64:$b64==\",\"dtype\":\"float32\",\"shape\":[2,2],\"Corder\":true}" \
	"{\"__ndarray__\":\"$b64==\",\"dtype\":\"float32\",\"order\":\"little\",\"shape\":[2,2]}" \
	"{\"dtype\":\"f4\",\"bdata\":\"$b64==\",\"shape\":\"2, 2\"}" \
	"{\"dtype\":\"f4\",\"encoding\":\"base64\",\"codec\":null,\"data\":\"$b64==\",\"shape\":[2,2]}" \
	"{\"nd\":true,\"type\":\"<f4\",\"kind\":\"\",\"shape\":[2,2],\"data\":\"$b64==\"}" \
	"{\"dims\":[\"2\",\"2\"],\"dataType\":1,\"name\":\"w\",\"rawData\":\"$b64==\"}" \
	"{\"dtype\":\"DT_FLOAT\",\"tensorShape\":{\"dim\":[{\"size\":\"2\"},{\"size\":\"2\"}]},\"tensorContent\":\"$b64==\"}" \
	'{"dtype":"float32","shape":[2,2],"data":" AACAPw\nAAAEAA\u0041EBAAACAQA=\u003d\r\n"}'; do
	prints "base64: $text" '[[2.0,1.0],[3.0,4.0]]' \
		given "$text" -d1 x.json '[[1,0],[0,1]]'
done
prints 'base64 of big-endian elements' '[1.0]' given \
	'{"dtype":">f4","data":"P4AAAA=="}' -d0 x.json '[0]'
for text in '+/+/' '-_-_' '+\/+\/' '-/+_'; do
	prints "base64 of 0xFBFFBF: $text" '[251,255,191]' given \
		"{\"dtype\":\"uint8\",\"data\":\"$text\"}" -d0 x.json '[0,1,2]'
done
prints 'base64 of nothing' '[]' given '{"dtype":"u8","data":""}' -d0 x.json '[]'
prints 'base64 and --dtype' '[1.0,4.0]' given \
	"{\"object\":\"embedding\",\"embedding\":\"$b64==\",\"index\":0}" \
	--dtype float32 -d0 x.json '[0,3]'
prints 'base64 by a pointer' '[[3.0,4.0]]' given \
	"{\"data\":[{\"embedding\":\"$b64==\",\"index\":0}]}" \
	--dtype f4 --shape 2,2 --op index_select -d0 x.json:/data/0/embedding '[1]'
prints 'base64 as an index' '[6,5]' given \
	'{"dtype":"INT16","data":"AQAAAA=="}' -d0 '[5,6]' x.json
prints 'base64 as an index with its dtype' '[6,5]' given \
	'{"index":"AQA=","v":[1],"n":"AQAAAA=="}' -d0 '[5,6]' x.json:n \
	--index-dtype i2
prints 'base64 to raw' '00 00 80 40' given_bytes \
	"{\"dtype\":\"f4\",\"data\":\"$b64==\"}" -d0 x.json '[3]'

prints 'an envelope of a scalar' '5' given '{"shape":[],"data":5}' \
	-d0 x.json --index-shape '()' '[0]'
prints 'an envelope of nothing' '[[],[]]' given \
	'{"shape":[2,0],"data":[]}' -d1 x.json '[[],[]]'
envelope_bytes='{"dtype":"FP16","shape":[2],"data":[1,-2]}'
prints 'the dtype of an envelope' '00 c0 00 3c' given_bytes "$envelope_bytes" \
	-d0 x.json '[1,0]'
prints 'an index in an envelope' '[6,5]' given \
	'{"data":[1,0],"dtype":"INT32","shape":[2]}' -d0 '[5,6]' x.json

both='{"input":[[1,2],[3,4]],"index":[[0,0],[1,0]],"n":7}'
prints 'two members of one file' '[[1,1],[4,3]]' given "$both" \
	-d1 x.json:input x.json:index
from_stdin() {
	echo "$both" | tgather -d1 -:input -:index
}
prints 'two members of standard input' '[[1,1],[4,3]]' from_stdin
prints 'the index before the input' '[[1,1],[4,3]]' given \
	'{"index":[[0,0],[1,0]],"n":7,"input":[[1,2],[3,4]]}' \
	-d1 x.json:input x.json:index
stdin_before() {
	echo '{"index":[1,0],"input":[5,6]}' | tgather -d0 -:input -:index
}
prints 'the same of standard input' '[6,5]' stdin_before
prints 'one member is both' '[2,0,1]' given '{"b":[1],"a":[1,2,0]}' \
	-d0 x.json:a x.json:a
prints 'two members by pointers' '[[1,1],[4,3]]' given "$both" \
	-d1 x.json:/input x.json:/index
prints 'a pointer and a name' '[[1,1],[4,3]]' given "$both" \
	-d1 x.json:/input x.json:index
prints 'an index whose name is escaped' '[6]' given \
	'{"a":[5,6],"\u0062":[1]}' -d0 x.json:a x.json:b
prints 'an index that is also a deeper member' '[6]' given \
	'{"x":{"b":[0]},"b":[1],"a":[5,6]}' -d0 x.json:a x.json:b
prints 'an index of floats in one file' '[7,5]' given \
	'{"a":[5,6,7],"b":[2.0,0e0]}' --index-cast -d0 x.json:a x.json:b
prints 'an empty index in one file' '[]' given \
	'{"a":[5,6,7],"b":[]}' -d0 x.json:a x.json:b
prints 'an index with a dtype in one file' '[7,5]' given \
	'{"a":[5,6,7],"b":[2,0]}' --index-dtype u8 -d0 x.json:a x.json:b
prints 'an index with a shape in one file' '[[7],[5]]' given \
	'{"a":[[5],[6],[7]],"b":[2,0]}' --index-shape 2,1 -d0 \
	x.json:a x.json:b
base64_member='{"b":"AgA=","a":[5,6,7]}'
prints 'an index in base64 in one file' '[7,5]' given "$base64_member" \
	--index-dtype u8 -d0 x.json:a x.json:b
prints 'an object as index before the input' '[7,5]' given \
	'{"b":{"shape":[2],"data":[2,0]},"a":[5,6,7]}' -d0 x.json:a x.json:b
# 300 numbers are longer than many pieces
long_members() {
	numbers=$(seq -s, 0 299)
	echo "{\"$1\":[$numbers],\"x\":[\"]\"],\"$2\":[$numbers]}" >x.json
	TGATHER_PIECE=64 tgather -d0 x.json:a x.json:b
}
numbers=$(seq -s, 0 299)
prints 'a long index behind the input' "[$numbers]" long_members a b
prints 'a long index before the input' "[$numbers]" long_members b a

member_and_rest() {
	echo '{"data":[5,6]}' | tgather -d0 -:data '[1]'
}
prints 'a member named data' '[6]' member_and_rest
member_envelope='{"a":{"shape":[2,1],"data":[5,6]},"b":{"data":[[1],[0]]}}'
prints 'members that are envelopes' '[[6],[5]]' given "$member_envelope" \
	-d0 x.json:a x.json:b
prints 'a member that is an object of one array' '[6]' given \
	'{"a":{"x":[5,6]},"b":[0]}' -d0 x.json:a '[1]'
prints 'a member that is a scalar' '[7,7]' given "$both" -d0 x.json:n '[0,0]'

names() {
	echo "$1" >"$2"
	tgather -d0 "$3" '[0]'
}
prints 'a colon in the name of the file' '[1]' \
	names '{"a":[1],"b":[2]}' a:b a:b:a
prints 'colons in both names' '[2]' names '{"a":[1],"c:d":[2]}' a:b a:b:c:d
prints 'a file whose whole name has a colon' '[3]' names '[3]' x:y x:y
prints 'an empty name' '[2]' names '{"a":[1],"":[2]}' x.json x.json:
longest() {
	echo '{"b:c":[1],"c":[4]}' >a
	echo '{"c":[2],"d":[5]}' >a:b
	tgather -d0 a:b:c '[0]'
}
prints 'the longest path wins' '[2]' longest
in_directory() {
	mkdir d:e
	names '{"f":[1],"g":[2]}' d:e/x d:e/x:g
}
prints 'a colon in the name of a directory' '[2]' in_directory

keys='{"a/b":[1],"m~n":[2],"~1":[3],"c":{"d":[[4,5],[6,7]]},"é":[8],
"q\"r":[9],"\u00fc\n":[10],"":{"":[11]},"0":[12],"/x":[13]}'
for case in '/a~1b 1' '/m~0n 2' '/~01 3' '~1 3' 'a/b 1' 'm~n 2' '/c/d/1/1 7' \
	'é 8' 'q"r 9' '// 11' '0 12' '/0 12' '/~1x 13'; do
	prints "the pointer $case" "[${case##* }]" given "$keys" \
		-d0 "x.json:${case% *}" '[0]'
done
prints 'a pointer to a row' '[7,6]' given "$keys" -d0 x.json:/c/d/1 '[1,0]'
prints 'a pointer to a table' '[[6,5]]' given "$keys" -d0 x.json:/c/d '[[1,0]]'
prints 'an escaped key' '[10]' given "$keys" -d0 'x.json:ü
' '[0]'
prints 'a pointer into an array' '[3]' given '[{"a":[1]},{"a":[2,3]}]' \
	-d0 x.json:/1/a '[1]'

# Pairs that a shape has put together from several rows.
pairs_of_rows() {
	given '{"dtype":"c8","shape":[2,2],"data":[[[1],[2]],[[3],[4]]]}' \
		-d0 x.json '[1]' >out 2>err
	status=$?
	[ "$status" = 0 ] && [ "$(cat out)" = '[[3,4]]' ] && return
	cat out err
	[ "$status" = 1 ] && [ ! -s out ]
}
ok 'complex numbers in rows of one' pairs_of_rows

# --- elements are opaque ----------------------------------------------------

prints 'elements verbatim' '["x",null,1e400,12345678901234567890,1.10]' \
	tgather --dim 0 '[1.10,12345678901234567890,1e400,null,"x"]' \
	'[4,3,2,1,0]'
prints 'objects as elements' '[{"b" : [ 1, {} ]},{},{"}":"]\"\\"}]' \
	tgather -d0 '[{} , {"}":"]\"\\"},{"b" : [ 1, {} ]} ]' '[2,0,1]'
prints 'special literals' '[-Infinity,NaN,Infinity,-0,-0.0,1E5]' \
	tgather -d0 '[NaN,Infinity,-Infinity, -0 ,-0.0,1E5]' '[2,0,1,3,4,5]'
prints 'all white space' '[2,1]' given '	[
 1 ,	2
 ]
' -d0 x.json '[1,
0]'

# --- operands that are no files ---------------------------------------------

fifos() {
	mkfifo a b
	echo '[5,6]' >a &
	echo '[1,1,0]' >b &
	tgather -d0 a b
}
prints 'FIFOs' '[6,6,5]' fifos
descriptors() {
	echo '[5,6]' | {
		tgather -d0 /dev/fd/3 - 3<&0 <<-!
			[1,1,0]
		!
	}
}
prints 'descriptors' '[6,6,5]' descriptors
from_file() {
	echo '[1,0]' >i.json
	tgather -d0 '[5,6]' - <i.json
}
prints 'a file as standard input' '[6,5]' from_file
same_file() {
	echo '[2,0,1]' >x.json
	tgather -d0 x.json x.json
}
prints 'INPUT as INDEX' '[1,2,0]' same_file

# --- shapes -----------------------------------------------------------------

prints '--shape' '[[6,5,4]]' tgather -d0 --shape 2,3 '[1,5,3,6,2,4]' '[[1,0,1]]'
prints '--shape with -1' '[[3,4]]' tgather -d0 --shape 3x-1 \
	'[[1,5,3],[6,2,4]]' '[[1,2]]' --index-shape '(1, 2)'
prints '--index-shape with -1' '[[6],[4]]' tgather -d1 --index-shape -1,1 \
	'[[5,6],[4,3]]' '[1,0]'
prints '--output-shape' '[[2,1],[1,2]]' tgather -d0 --output-shape 2,-1 \
	'[1,2]' '[1,0,0,1]'
prints '--output-shape to a scalar' '2' tgather -d0 --output-shape '()' \
	'[1,2]' '[1]'
prints '--shape of an envelope' '[[3,4]]' given \
	'{"shape":[4],"data":[1,2,3,4]}' -d0 --shape 2,2 x.json '[[1,1]]'
prints '--shape of raw data with -1' '[[3,4]]' raw '\001\002\003\004' \
	-d0 --shape -1,2 --dtype u8 x.raw '[[1,1]]'
prints 'the last name of an option wins' '[[1,1]]' tgather -d1 \
	--input-shape 7 --shape 1,2 '[1,2]' '[[0,0]]'

prints 'empty: []' '[]' tgather -d0 '[]' '[]'
prints 'empty: (2,0)' '[[],[]]' tgather -d1 '[[],[]]' '[[],[]]'
prints 'empty: (1,1,0)' '[[[]]]' tgather -d2 '[[[]]]' '[[[]]]'
prints 'empty: (0,3) into (0)' '[]' tgather -d0 --shape 2,3 \
	--index-shape 0,3 '[1,2,3,4,5,6]' '[]'
prints 'empty: (2,0,3)' '[[],[]]' tgather -d0 --shape 2,0,3 --index-shape 2,0,3 \
	'[]' '[]'
prints 'empty: (2,3,0)' '[[[],[],[]],[[],[],[]]]' tgather -d2 \
	--shape 2,3,1 --index-shape 2,3,0 '[1,2,3,4,5,6]' '[]'
prints 'empty rows picked' '[[],[],[]]' tgather -d0 --op index_select \
	'[[],[]]' '[1,0,1]'
prints 'nothing picked from rows' '[]' tgather -d0 --op index_select \
	'[[1,2],[3,4]]' '[]'
prints 'nothing picked from columns' '[[],[]]' tgather -d1 --op index_select \
	'[[1,2],[3,4]]' '[]'
prints 'empty, reshaped' '[[],[],[]]' tgather -d0 --output-shape 3,0 '[1]' '[]'
prints 'empty to raw' '' given_bytes '[]' -d0 x.json '[]'
prints 'empty from raw' '[[],[]]' raw '' -d0 --shape 2,0 --dtype f4 x.raw \
	--index-shape 2,0 '[]'

zero_d() {
	printf '%s' "$1" >x.json
	printf '%s' "$2" >i.json
	shift 2
	tgather -d0 "$@" x.json i.json
}
prints '0-d: gather, both' '"a b"' zero_d ' "a b" ' ' 0'
prints '0-d: gather, input' '[7,7]' zero_d 7 '[0,0]'
prints '0-d: gather, index' '6' zero_d '[5,6]' '1
'
prints '0-d: index_select, index' '[3,4]' zero_d '[[1,2],[3,4]]' 1 \
	--op index_select
prints '0-d: index_select, to a scalar' '6' zero_d '[5,6]' 1 --op index_select
prints '0-d: index_select, input' '[5,5]' zero_d 5 '[0,0]' --op index_select
prints '0-d: an object' '{"b":1}' zero_d '[{"b":1}]' 0
prints '0-d: raw' '2' raw '\002' -d0 --shape '()' --dtype u8 x.raw \
	--index-shape '()' '[0]'

# --- pretty -----------------------------------------------------------------

prints 'pretty: 0 dims' '6' tgather --pretty -d0 --output-shape '()' '[5,6]' \
	'[1]'
prints 'pretty: 1 dim' '[6, 5, 6]' tgather --pretty -d0 '[5,6]' '[1,0,1]'
prints 'pretty: 2 dims' '[
  [1, 1],
  ["a", 3]
]' tgather --pretty -d1 '[[1,2],[3,"a"]]' '[[0,0],[1,0]]'
prints 'pretty: 3 dims' '[
  [
    [1, 2],
    [3, 4]
  ],
  [
    [5, 6],
    [7, 8]
  ]
]' tgather --pretty -d0 --shape 8 '[1,2,3,4,5,6,7,8]' '[0,1,2,3,4,5,6,7]' \
	--output-shape 2,2,2
prints 'pretty: empty' '[]' tgather --pretty -d0 '[]' '[]'
prints 'pretty: raw floats' '[
  [1.0],
  [0.5]
]' raw '\0\0\0200\077\0\0\0\077' --pretty -d0 --shape 2,1 --dtype '<f4' x.raw \
	'[[0],[1]]'

# --- raw data ---------------------------------------------------------------

# 1, 256 and 65535 as two bytes each.
big='\000\001\001\000\0377\0377'
little='\001\000\000\001\0377\0377'
for dtype in '>u2' '>uint16' '>u16' '>U16'; do
	prints "big-endian as $dtype" '[65535,1,256]' raw "$big" -d0 \
		--shape 3 --dtype "$dtype" x.raw '[2,0,1]'
done
for dtype in u2 '<u2' '=u2' uint16 u16 UINT16 torch.uint16; do
	prints "little-endian as $dtype" '[65535,1,256]' raw "$little" -d0 \
		--shape 3 --dtype "$dtype" x.raw '[2,0,1]'
done
prints 'signed' '[-1]' raw "$big" -d0 --shape 3 --dtype '>i2' x.raw '[2]'
prints 'big-endian out as it came' 'ff ff 00 01' raw_bytes "$big" -d0 \
	--shape 3 --dtype '>u2' x.raw '[2,0]'
prints 'little-endian out as it came' 'ff ff 01 00' raw_bytes "$little" -d0 \
	--shape 3 --dtype '<u2' x.raw '[2,0]'
prints 'a big-endian index' '[7,5]' raw '\000\002\000\000' -d0 '[5,6,7]' x.raw \
	--index-shape 2 --index-dtype '>i2'
prints '--offset' '[3,2]' raw 'xyz\001\002\003\004' -d0 --offset 3 --shape 3 \
	--dtype u8 x.raw '[2,1]'
prints '--offset 0, and bytes behind' '[1]' raw '\001\002\003' -d0 --offset 0 \
	--shape 1 --dtype i1 x.raw '[0]'
prints '--offset to the end' '[]' raw 'abc' -d0 --offset 3 --shape 0 \
	--dtype i1 x.raw '[]'
prints '--offset that is not aligned' '[258]' raw 'x\002\001\000\000' -d0 \
	--offset 1 --shape 1 --dtype '<i4' x.raw '[0]'
prints '--index-offset' '[6]' raw 'abcd\001' -d0 '[5,6]' x.raw \
	--index-offset 4 --index-shape 1 --index-dtype u8
# numpy.arange(6).reshape(2, 3).tofile in both orders, from the definition of
# Fortran order: the first subscript runs fastest.
ordered() {
	raw '\001\002\003\004\005\006' --dtype u8 "$@"
}
prints '--order C' '[[1,2,3],[4,5,6]]' ordered -d0 --op index_select --order C \
	--shape 2,3 x.raw '[0,1]'
prints '--order F' '[[1,3,5],[2,4,6]]' ordered -d0 --op index_select --order F \
	--shape 2,3 x.raw '[0,1]'
prints '--order F of three dims' '[[[1,5],[3,6]],[[2,0],[4,0]]]' sh -c \
	'printf "\001\002\003\004\005\000\006\000" >x.raw
	tgather -d0 --op index_select --input-order F --dtype u8 --shape 2,2,-1 \
		x.raw "[0,1]"'
prints '--order F and take, which counts in C order' '[3,5,2]' ordered \
	--op take --order F --shape 2,3 x.raw '[1,2,3]'
prints '--order F without dims' '[2]' ordered --op take --order F --shape '()' \
	--offset 1 x.raw '[0]'
prints '--order F without elements' '[[],[]]' ordered -d0 --op index_select \
	--order F --shape 2,0 --offset 0 x.raw '[0,1]'
prints '--index-order F' '[[10,30],[20,40]]' raw '\000\001\002\003' --op take \
	'[10,20,30,40]' --index-order F --index-dtype u8 --index-shape 2,2 x.raw
prints '--order F becomes C order in raw data' '01 03 05 02 04 06' sh -c \
	'printf "\001\002\003\004\005\006" >x.raw
	tgather -d0 --op index_select --order F --dtype u8 --shape 2,3 \
		--output-format raw x.raw "[0,1]" | od -An -v -tx1 | cut -c2-'
prints '--order F from a pipe, unbuffered' '[[3],[4]]' sh -c \
	'printf "\001\002\003\004\005\006" | tgather -d1 --op index_select \
		--unbuffered --order F --dtype u8 --shape 2,3 - "[1]"'
prints '--order F from a pipe' '[[2,4,6]]' sh -c \
	'printf "\001\002\003\004\005\006" | tgather -d0 --op index_select \
		--order F --dtype u8 --shape 2,3 - "[1]"'
# element k of 20 GB in Fortran order is at row k % 100000, column k / 100000
sparse_fortran() {
	printf '\007' | dd of=x.raw bs=1 seek=19999999999 conv=notrunc 2>dd.err
	printf '\010' | dd of=x.raw bs=1 seek=100001 conv=notrunc 2>dd.err
	tgather --op gather_nd --order F --dtype u8 --shape 100000,200000 x.raw \
		'[[99999,199999],[1,1],[0,0],[99999,0],[0,199999]]'
}
of_huge_file prints '--order F of 20 GB' '[7,8,0,0,0]' sparse_fortran
large() {
	{ zeros 100000 && printf '\001\002'; } >x.raw
	tgather -d0 --shape 100002 --dtype u8 x.raw '[100001,0,100000]'
}
prints 'raw data that is mapped' '[2,0,1]' large
large_offset() {
	{ zeros 70001 && printf '\001\002'; } >x.raw
	tgather -d0 --offset 70001 --shape 2 --dtype u8 x.raw '[1,0]'
}
prints 'an offset beyond a page' '[2,1]' large_offset

prints 'bool' '[true,false,true]' raw '\000\001\002' -d0 --shape 3 \
	--dtype bool x.raw '[2,0,1]'
# float16: 1, 65504, the least subnormal, -0, infinity, NaN
half='\000\074\0377\0173\001\000\000\0200\000\0174\001\0176'
prints 'float16' '[1.0,65504.0,6e-08,-0.0,Infinity,NaN]' raw "$half" -d0 \
	--shape 6 --dtype '<f2' x.raw '[0,1,2,3,4,5]'
# float32: 0.1, 16777216, 1e-45, negative infinity
single='\0315\0314\0314\075\000\000\0200\0113\001\000\000\000\000\000\0200\0377'
prints 'float32' '[0.1,16777216.0,1e-45,-Infinity]' raw "$single" -d0 \
	--shape 4 --dtype '<f4' x.raw '[0,1,2,3]'
prints '--nan null' '[null,1.0,null]' raw "$half" -d0 --shape 6 --dtype '<f2' \
	--nan null x.raw '[4,0,5]'
prints '--nan keep' '[NaN,-Infinity]' raw \
	'\0177\0300\000\000\0377\0200\000\000' -d0 --shape 2 --dtype '>f4' \
	--nan keep x.raw '[0,1]'
prints '--nan error, and none picked' '[1.0]' raw "$half" -d0 --shape 6 \
	--dtype '<f2' --nan error x.raw '[0]'
nan_bits='\001\000\0240\0177\002\000\0300\0377'
prints 'the bits of a NaN' '02 00 c0 ff 01 00 a0 7f' raw_bytes "$nan_bits" -d0 \
	--shape 2 --dtype '<f4' x.raw '[1,0]'

# complex64: 1-2i, 0.5+NaN i
complex='\000\000\0200\077\000\000\000\0300\000\000\000\077\000\000\0300\0177'
prints 'complex' '[[0.5,NaN],[1.0,-2.0]]' raw "$complex" -d0 --shape 2 \
	--dtype '<c8' x.raw '[1,0]'
prints 'complex with --nan null' '[[0.5,null]]' raw "$complex" -d0 --shape 2 \
	--dtype c64 --nan null x.raw '[1]'
prints 'complex to raw' '00 00 80 3f 00 00 00 c0' raw_bytes "$complex" -d0 \
	--shape 2 --dtype '<c8' x.raw '[0]'
prints 'complex from JSON' '00 00 00 3f 00 00 00 40' given_bytes \
	'[[1,-2],[0.5,2]]' -d0 --dtype complex64 x.json '[1]'
prints 'complex from JSON, big-endian' '3f 80 00 00 c0 00 00 00' given_bytes \
	'[[1 , -2 ],[0.5,2]]' -d0 --dtype '>c8' x.json '[0]'
prints 'complex from JSON to JSON' '[[0.50 , 2],[1,-2]]' given \
	'[[1,-2],[ 0.50 , 2 ]]' -d0 --dtype complex64 x.json '[1,0]'

# --- JSON to binary ---------------------------------------------------------

prints 'integers become int64' 'fe ff ff ff ff ff ff ff' given_bytes \
	'[1,-2]' -d0 x.json '[1]'
prints 'large ones uint64' 'ff ff ff ff ff ff ff ff' given_bytes \
	'[1,18446744073709551615]' -d0 x.json '[1]'
prints 'uint64 for all' '01 00 00 00 00 00 00 00' given_bytes \
	'[1,18446744073709551615]' -d0 x.json '[0]'
prints 'a fraction makes float64' '00 00 00 00 00 00 f0 3f' given_bytes \
	'[1,0.5]' -d0 x.json '[0]'
prints 'so does an exponent' '00 00 00 00 00 00 f0 3f' given_bytes \
	'[1,1e2]' -d0 x.json '[0]'
prints 'and NaN' '00 00 00 00 00 00 f0 3f' given_bytes '[1,NaN]' -d0 x.json '[0]'
prints 'booleans become bool' '00 01' given_bytes '[true,false]' -d0 x.json '[1,0]'
prints '2^60 is a float64' '00 00 00 00 00 00 b0 43' given_bytes \
	'[1152921504606846976,0.5]' -d0 x.json '[0]'

# convert DTYPE TEXT BYTES
convert() {
	prints "$2 as $1" "$3" given_bytes "[$2]" -d0 --dtype "$1" x.json '[0]'
}
convert int8 -128 '80'
convert int8 127 '7f'
convert uint8 255 'ff'
convert uint8 2.55e2 'ff'
convert uint8 -0 '00'
convert '>i4' 1e2 '00 00 00 64'
convert int16 1000e-1 '64 00'
convert int64 -9223372036854775808 '00 00 00 00 00 00 00 80'
convert uint64 18446744073709551615 'ff ff ff ff ff ff ff ff'
convert bool 1 '01'
convert bool true '01'
convert bool 0 '00'
convert float16 65519 'ff 7b'
convert float16 1e-8 '00 00'
convert float16 -1e-8 '00 80'
convert float16 6e-8 '01 00'
# half way between 1 and the next float16, and a little over it
convert float16 1.00048828125 '00 3c'
convert float16 1.000488281250000000000000000001 '01 3c'
convert float16 1.00146484375 '02 3c'
convert bfloat16 1 '80 3f'
convert bfloat16 1.00390625 '80 3f'
convert bfloat16 1.0039062500000000000000000001 '81 3f'
convert float32 0.1 'cd cc cc 3d'
convert float32 1e-46 '00 00 00 00'
convert float32 16777217 '00 00 80 4b'
convert '>f4' Infinity '7f 80 00 00'
convert '>f4' -Infinity 'ff 80 00 00'
convert '>f4' NaN '7f c0 00 00'
convert '>f8' 1e-400 '00 00 00 00 00 00 00 00'
convert '>f8' 9007199254740993 '43 40 00 00 00 00 00 00'

prints 'only what is picked is converted' '01' given_bytes '[1,"a",300]' -d0 \
	--dtype u8 x.json '[0]'
prints '--dtype changes no JSON' '[1.50,"a"]' tgather -d0 --dtype float32 \
	'[1.50,"a"]' '[0,1]'
there_and_back() {
	printf '[0.1,-1e22,5e-324,123456789.125]' >x.json
	tgather -d0 -o x.raw x.json '[3,1,2,0]' &&
		tgather -d0 --shape 4 --dtype f64 x.raw '[0,1,2,3]'
}
prints 'to raw and back' '[123456789.125,-1e+22,5e-324,0.1]' there_and_back

# --- which format -----------------------------------------------------------

by_name() {
	printf '\001\002' >"$1"
	tgather -d0 --shape 2 --dtype u8 "$1" '[1,0]'
}
prints 'raw by .raw' '[2,1]' by_name x.raw
prints 'raw by .bin' '[2,1]' by_name x.bin
prints 'raw by its shape and dtype' '[2,1]' by_name x.dat
json_by_name() {
	echo '[1,2]' >"$1"
	tgather -d0 --shape 2 --dtype u8 "$1" '[1,0]'
}
prints 'JSON by .json, with shape and dtype' '[2,1]' json_by_name x.json
prints 'JSON by .jsonl' '[2,1]' json_by_name x.jsonl
json_anyway() {
	echo '[1,2]' >x.dat
	tgather -d0 x.dat '[1,0]'
}
prints 'JSON where nothing says' '[2,1]' json_anyway
json_by_option() {
	echo '[1,2]' >x.raw
	tgather -d0 --input-format json --dtype u8 --shape 2 x.raw '[1]'
}
prints 'JSON by option' '[2]' json_by_option
raw_by_option() {
	printf '12' >x.json
	tgather -d0 --input-format=raw --dtype u8 --shape 2 x.json '[1,0]'
}
prints 'raw by option' '[50,49]' raw_by_option
index_by_option() {
	printf '\001\000' >i.json
	tgather -d0 --index-format raw --index-dtype u8 --index-shape 2 \
		'[5,6]' i.json
}
prints 'a raw index by option' '[6,5]' index_by_option
raw_stdin() {
	printf '\001\002' | tgather -d0 --shape 2 --dtype u8 - '[1]'
}
prints 'raw standard input' '[2]' raw_stdin

# written NAME OPTION... - the bytes of the file that -o NAME makes of [1,2]
written() {
	name=$1
	shift
	printf '\001\002' >x.raw
	tgather -d0 --shape 2 --dtype u8 "$@" -o "$name" x.raw '[1,0]' || return
	od -An -c <"$name" | tr -s ' '
}
prints 'output: .json' ' [ 2 , 1 ] \n' written out.json
prints 'output: .raw' ' 002 001' written out.raw
prints 'output: .bin' ' 002 001' written out.bin
prints "output: INPUT's format" ' 002 001' written out
prints 'output: the option before the name' ' [ 2 , 1 ] \n' \
	written out.raw --output-format json
json_out() {
	given '[1,2]' -d0 -o out x.json '[1]' && cat out
}
prints "output: INPUT's format, JSON" '[2]' json_out
turned() {
	printf '\000\001' >x.raw
	tgather -d0 --shape 1 --dtype '>i2' --input-format raw -o out.json \
		x.raw '[0]' && cat out.json
}
prints 'output: JSON of big-endian' '[1]' turned

finish
