/*
 * Jobs of tgather by DuckDB, files to files:
 *
 *   node duckdb.js columns THREADS INPUT OUTPUT          columns 6 and 2 of CSV
 *   node duckdb.js gather THREADS INPUT INDEX OUTPUT     JSON of two dims
 */
const { DuckDBInstance } = require('@duckdb/node-api');

/* Rows of a JSON array with their numbers, since joining loses the order. */
const rows = (path, type) => `(select row_number() over () as n, json as row
	from read_json('${path}', format = 'array', records = 'false',
		columns = { json: '${type}[]' }, maximum_object_size = 1000000000))`;

const jobs = {
	columns: (input, output) => `copy (select column6, column2
		from read_csv('${input}', header = false))
		to '${output}' (header false)`,
	gather: (input, index, output) => `copy (select
			list(list_transform(b.row, i -> a.row[i + 1]) order by n)
		from ${rows(input, 'double')} a
		join ${rows(index, 'bigint')} b using (n))
		to '${output}' (format csv, header false, quote '', delimiter '\t')`,
};

async function run(job, threads, ...paths) {
	const instance = await DuckDBInstance.create(':memory:', { threads });
	const connection = await instance.connect();

	await connection.run(jobs[job](...paths));
}

run(...process.argv.slice(2));
