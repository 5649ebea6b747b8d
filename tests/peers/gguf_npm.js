/*
 * GGUF by npm's @huggingface/gguf, for gguf_npm.py: each line of standard input
 * is a request, in JSON, and is answered by a line.
 *
 *   {"write": TO, "from": FILE, "alignment": N, "keys": [[NAME, TYPE, ELEMENT,
 *   VALUE], ...]}    FILE with these keys instead of its own
 *   {"read": FILE}   its keys and tensors, and where its data begin
 *
 * ELEMENT is the type of an array's elements. Integers of 64 bits are text.
 */
const fs = require('fs');
const readline = require('readline');
const { gguf, buildGgufHeader, GGUFValueType: type } =
	require('@huggingface/gguf');

const isLong = (kind) => kind === type.UINT64 || kind === type.INT64;

/* A value of JSON as the package takes it. */
const toValue = (kind, value) => Array.isArray(value)
	? value.map((each) => toValue(kind, each))
	: isLong(kind) ? BigInt(value) : value;

/* And back. */
const toText = (key, value) => typeof value === 'bigint' ? String(value) : value;

async function write(request) {
	const bytes = fs.readFileSync(request.from);
	const read = await gguf(request.from, {
		allowLocalFile: true, typedMetadata: true });
	const { version, tensor_count, kv_count } = read.typedMetadata;
	const metadata = { version, tensor_count, kv_count };

	for (const [name, kind, element, value] of request.keys)
		metadata[name] = kind === type.ARRAY
			? { type: kind, subType: element,
				value: toValue(element, value) }
			: { type: kind, value: toValue(kind, value) };
	const head = await buildGgufHeader(new Blob([bytes]), metadata, {
		littleEndian: true, alignment: request.alignment,
		tensorInfoByteRange: read.tensorInfoByteRange });
	fs.writeFileSync(request.write, Buffer.concat([
		Buffer.from(await head.arrayBuffer()),
		bytes.subarray(Number(read.tensorDataOffset))]));
	return {};
}

async function read(request) {
	const { typedMetadata, tensorInfos, tensorDataOffset } = await gguf(
		request.read, { allowLocalFile: true, typedMetadata: true });
	const { version, tensor_count, kv_count, ...keys } = typedMetadata;

	return {
		version: version.value, data: tensorDataOffset,
		keys: Object.entries(keys).map(([name, key]) =>
			[name, key.type, key.subType ?? null, key.value]),
		tensors: tensorInfos.map((tensor) => [tensor.name, tensor.dtype,
			tensor.shape.map(Number), tensor.offset]),
	};
}

async function main() {
	for await (const line of readline.createInterface({
		input: process.stdin })) {
		const request = JSON.parse(line);
		const answer = await (request.write ? write : read)(request)
			.catch((error) => ({ error: String(error) }));
		process.stdout.write(JSON.stringify(answer, toText) + '\n');
	}
}

main();
