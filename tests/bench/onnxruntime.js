/*
 * GatherElements by ONNX Runtime, with operands and result in memory:
 *
 *   node onnxruntime.js THREADS INPUT INDEX DIM
 *
 * INPUT is NPY of float32, INDEX of int64. The gather is done four times; the
 * median of the last three is printed, in seconds.
 */
const fs = require('fs');
const { InferenceSession, Tensor } = require('onnxruntime-node');

const [threads, inputPath, indexPath, dim] = process.argv.slice(2);

/* Fields of protobuf; all that is needed here is shorter than 128 bytes. */
const bytes = (field, value) => [field * 8 + 2, value.length, ...value];
const text = (field, value) => bytes(field, Buffer.from(value));
const int = (field, value) => field < 16
	? [field * 8, value] : [field * 8 % 128 + 128, field >> 4, value];

/* An operand or result of the graph, of ONNX's type of elements. */
const value = (field, name, type) => bytes(field, [
	...text(1, name), ...bytes(2, bytes(1, int(1, type)))]);

function model() {
	const FLOAT = 1, INT64 = 7, INT = 2;
	const axis = [...text(1, 'axis'), ...int(3, Number(dim)), ...int(20, INT)];
	const node = [...text(1, 'input'), ...text(1, 'index'),
		...text(2, 'output'), ...text(4, 'GatherElements'),
		...bytes(5, axis)];
	const graph = [...bytes(1, node), ...text(2, 'gather'),
		...value(11, 'input', FLOAT), ...value(11, 'index', INT64),
		...value(12, 'output', FLOAT)];

	return Uint8Array.from([
		...int(1, 8), ...bytes(7, graph), ...bytes(8, int(2, 13))]);
}

function load(path, type, Elements) {
	const file = fs.readFileSync(path);
	const length = file.readUInt16LE(8);
	const shape = file.toString('latin1', 10, 10 + length)
		.match(/\(([^)]*)\)/)[1].split(',').filter(Boolean).map(Number);
	const start = file.byteOffset + 10 + length;

	return new Tensor(type, new Elements(file.buffer, start,
		shape.reduce((a, b) => a * b)), shape);
}

async function run() {
	const input = load(inputPath, 'float32', Float32Array);
	const index = load(indexPath, 'int64', BigInt64Array);
	const session = await InferenceSession.create(
		model(), { intraOpNumThreads: Number(threads) });
	const seconds = [];

	for (let i = 0; i < 4; i++) {
		const start = process.hrtime.bigint();

		await session.run({ input, index });
		seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
	}
	console.log(seconds.slice(1).sort((a, b) => a - b)[1]);
}

run();
