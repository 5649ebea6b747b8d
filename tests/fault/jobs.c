/*
 * The calls of tgather that faults are tried with: each format, each way
 * through the program, small enough that every fault of each can be tried.
 * They run in a directory with the files that files.c puts there.
 */
#include <string.h>

#include "fault.h"

const struct job fault_jobs[] = {
	{ .name = "gather", .arguments = "-d1 [[1,2],[3,4]] [[0,0],[1,0]]" },
	{ .name = "new",
		.arguments = "-d0 -o o.json x.json:a [2,0]",
		.output = "o.json" },
	{ .name = "replace",
		.arguments = "-d0 -o o.npy x.npy i.json",
		.output = "o.npy",
		.replaces = true },
	{ .name = "explain",
		.arguments = "--explain=2 -d1 [[1,2],[3,4]] [[0,0],[1,0]]" },
	{ .name = "picture",
		.arguments = "-d1 -o o.svg [[1,2],[3,4]] [[0,0],[1,0]]",
		.output = "o.svg",
		.replaces = true },
	{ .name = "info", .arguments = "--info x.safetensors" },
	{ .name = "dry-run",
		.arguments = "--dry-run -d0 -o o.npy x.npy i.json" },
	{ .name = "npz-out",
		.arguments = "-d0 -o o.npz x.npy i.json",
		.output = "o.npz",
		.replaces = true },
	{ .name = "npz-in",
		.arguments = "-d0 x.npz:w [2,0] --op index_select" },
	{ .name = "pt",
		.arguments =
			"-d0 --op index_select x.pt:layer.0.weight [2,0]" },
	{ .name = "safetensors",
		.arguments =
			"-d0 -o o.safetensors x.safetensors:matrix [[0,1]]",
		.output = "o.safetensors",
		.replaces = true },
	{ .name = "each",
		.arguments = "--each -d0 x.json:a",
		.stream = true,
		.input = "texts" },

	{ .name = "stdin",
		.arguments = "-d0 - [2,0]",
		.large = true,
		.input = "list.json" },
	{ .name = "pipe-npy",
		.arguments = "-d0 -o o.json - i.json",
		.output = "o.json",
		.replaces = true,
		.large = true,
		.input = "x.npy" },
	{ .name = "info-json", .arguments = "--info x.json", .large = true },
	{ .name = "info-npz", .arguments = "--info x.npz", .large = true },
	{ .name = "info-pt", .arguments = "--info x.pt", .large = true },
	{ .name = "info-many",
		.arguments = "--info x.npy x.json x.pt x.npz",
		.stream = true,
		.large = true },
	{ .name = "shards",
		.arguments = "-d0 --op index_select "
			     "shards/model.safetensors.index.json:last [1]",
		.large = true },
	{ .name = "fill",
		.arguments = "-d0 --fill 7 [1,2,3] [2,9]",
		.large = true },
	{ .name = "out-of-range",
		.arguments = "-d0 [1,2,3] [2,9]",
		.large = true },
	{ .name = "suggest",
		.arguments = "-d1 [[1,2,3],[4,5,6]] [[0,1],[2,0],[1,1]]",
		.large = true },
	{ .name = "misspelt", .arguments = "-d0 x.npz:ww [0]", .large = true },
	{ .name = "explain-npy",
		.arguments = "--explain=9 -d0 x.npy i.json",
		.large = true },
	{ .name = "explain-nd",
		.arguments = "--explain --op gather_nd [[1,2],[3,4]] [[1,0]]",
		.large = true },
	{ .name = "picture-large",
		.arguments = "-d0 --output-format svg wide.npy [[5,4,3,2,1]]",
		.large = true },
	{ .name = "help", .arguments = "--help", .large = true },
	{ .name = "version", .arguments = "--version", .large = true },
	{ .name = "completion",
		.arguments = "--completion zsh",
		.large = true },
	{ .name = "pretty",
		.arguments = "-d0 --pretty x.npy i.json",
		.large = true },
	{ .name = "rows",
		.arguments =
			"-d1 --threads 4 -o o.json rows.json rows_index.json",
		.output = "o.json",
		.replaces = true,
		.large = true,
		.environment = { "TGATHER_PIECE=64" } },
	{ .name = "rows-stdout",
		.arguments = "-d1 --threads 4 rows.json rows_index.json",
		.large = true,
		.environment = { "TGATHER_PIECE=64" } },
	{ .name = "direct",
		.arguments = "-d0 --threads 4 -o o.npy wide.npy many.npy",
		.output = "o.npy",
		.replaces = true,
		.large = true,
		.environment = { "TGATHER_PIECE=64" } },
	{ .name = "direct-json",
		.arguments = "-d0 --threads 4 wide.npy many.npy",
		.large = true,
		.environment = { "TGATHER_PIECE=64" } },
	{ .name = "scan",
		.arguments = "-d0 --threads 4 --op index_select -o o.npz "
			     "rows.json [3,2]",
		.output = "o.npz",
		.replaces = true,
		.large = true,
		.environment = { "TGATHER_PIECE=64" } },
	{ .name = "sorted",
		.arguments =
			"-d0 --op index_select -o o.npy wide.npy [99,3,7,50,1]",
		.output = "o.npy",
		.replaces = true,
		.large = true,
		.environment = { "TGATHER_PIECE=64",
			"TGATHER_MEMORY_LIMIT=4096" } },
	{ .name = "sorted-stdout",
		.arguments = "-d0 --op index_select wide.npy [99,3,7,50,1]",
		.large = true,
		.environment = { "TGATHER_PIECE=64",
			"TGATHER_MEMORY_LIMIT=4096" } },

	/* an index from a FIFO, or one that takes some time */
	{ .name = "cut",
		.arguments =
			"-d0 --threads 4 --shape 16777216 --dtype u8 "
			"--index-shape 32768 --index-dtype i1 cut.raw fifo",
		.fifo = true,
		.special = true,
		.environment = { "TGATHER_PIECE=64" } },
	{ .name = "cut-file",
		.arguments = "-d0 --threads 4 --shape 16777216 --dtype u8 "
			     "--index-shape 32768 --index-dtype i1 -o o.npy "
			     "cut.raw fifo",
		.output = "o.npy",
		.replaces = true,
		.fifo = true,
		.special = true,
		.environment = { "TGATHER_PIECE=64" } },
	{ .name = "cut-late",
		.arguments = "-d0 --threads 4 --shape 4096,4096 --dtype u8 "
			     "--op index_select --index-shape 4096 "
			     "--index-dtype u2 -o o.npy cut.raw rows.raw",
		.output = "o.npy",
		.replaces = true,
		.special = true,
		.environment = { "TGATHER_PIECE=4096" } },
	{ .name = "large",
		.arguments = "-d0 --op index_select --output-shape 40000 "
			     "many.npy many.npy",
		.special = true },
};

const size_t fault_njobs = sizeof(fault_jobs) / sizeof(fault_jobs[0]);

const struct job *
fault_job(const char *name)
{
	for (size_t i = 0; i < fault_njobs; i++)
		if (strcmp(fault_jobs[i].name, name) == 0)
			return &fault_jobs[i];
	return NULL;
}
