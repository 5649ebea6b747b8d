/*
 * Let npm's @huggingface/gguf write heads of GGUF files, with values of every
 * type that it writes:
 *
 *   npm install --ignore-scripts --prefix build/bench @huggingface/gguf
 *   NODE_PATH=build/bench/node_modules node tests/formats/make_gguf_npm.js
 *
 * The package writes keys, and copies what a head says of tensors; it has nothing
 * for the data. So npm-head.gguf and npm-head-2.gguf, of version 2, are for the
 * tensors of types.gguf, which ggml wrote, and lack its data. npm-kept.gguf is the
 * head of a file of its first tensor with the keys that begin with general. An
 * array of uint8 is not among them: there the package takes the type 0 for none.
 * Two more heads, of another byte order and of version 1, are to be refused.
 */
const fs = require('fs');
const path = require('path');
const { gguf, buildGgufHeader, GGUFValueType: type } =
	require('@huggingface/gguf');

const folder = path.join(__dirname, 'gguf');
const broken = path.join(__dirname, 'broken-gguf');

const VALUES = {
	UINT8: [255, 1], INT8: [-128, 127], UINT16: [65535, 1],
	INT16: [-32768, 32767], UINT32: [4294967295, 1],
	INT32: [-2147483648, 2147483647], FLOAT32: [1.5, -0.25],
	BOOL: [true, false], STRING: ['words', 'é and \u{1F600}'],
	UINT64: [18446744073709551615n, 1n],
	INT64: [-9223372036854775808n, 9223372036854775807n],
	FLOAT64: [0.1, -1e300],
};

/* Under that word one key of each type, and arrays of two values and of none. */
function keys(word) {
	const all = {};
	for (const [name, values] of Object.entries(VALUES)) {
		const key = `${word}.${name.toLowerCase()}`;
		all[key] = { value: values[0], type: type[name] };
		if (name === 'UINT8')
			continue;
		all[`${key}s`] = { value: values, type: type.ARRAY,
			subType: type[name] };
		all[`${key}.none`] = { value: [], type: type.ARRAY,
			subType: type[name] };
	}
	return all;
}

/* A head with these keys, and with what the file says of its first tensors. */
async function head(file, version, count, entries, range, littleEndian = true) {
	const metadata = {
		version: { value: version, type: type.UINT32 },
		tensor_count: { value: BigInt(count), type: type.UINT64 },
		kv_count: { value: 0n, type: type.UINT64 },
		...entries,
	};
	const made = await buildGgufHeader(new Blob([file]), metadata, {
		littleEndian, tensorInfoByteRange: range });
	return Buffer.from(await made.arrayBuffer());
}

async function main() {
	const types = path.join(folder, 'types.gguf');
	const file = fs.readFileSync(types);
	const read = await gguf(types, { allowLocalFile: true });
	const [begin, end] = read.tensorInfoByteRange;
	const first = read.tensorInfos[0];
	const size = 8 + first.name.length + 4 + 8 * first.n_dims + 4 + 8;
	const all = { ...keys('npm'), ...keys('general') };
	const count = read.tensorInfos.length;
	const write = (to, name, data) =>
		fs.writeFileSync(path.join(to, name), data);

	write(folder, 'npm-head.gguf',
		await head(file, 3, count, all, [begin, end]));
	write(folder, 'npm-head-2.gguf',
		await head(file, 2, count, all, [begin, end]));
	write(folder, 'npm-kept.gguf', await head(file, 3, 1, keys('general'),
		[begin, begin + size]));
	write(broken, 'npm-big-endian.gguf',
		await head(file, 3, 0, keys('npm'), [0, 0], false));
	write(broken, 'npm-version-1.gguf',
		await head(file, 1, 0, keys('npm'), [0, 0]));
}

main();
