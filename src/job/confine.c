/*
 * Says which paths are still needed when the operands are open, for
 * io/confine.h.
 */
#include "job/confine.h"

#include "base/memory_limit.h"
#include "io/confine.h"
#include "shard/shard.h"

/*
 * How much memory there is stands in files that cannot be opened any more once
 * the process is confined: find it out now if an operand makes it matter.
 */
static void
learn_memory_limit(const struct tg_operand *operand)
{
	if (operand->bytes != NULL && tg_memory_may_lack(operand->bytes->len))
		(void)tg_memory_limit();
}

void
tg_job_confine(const struct tg_job *job)
{
	const struct tg_options *o = job->options;
	struct tg_confinement confinement;

	if (tg_operand_is_inline(&o->input) && tg_operand_is_inline(&o->index))
		return;
	tg_confine_begin(&confinement);
	learn_memory_limit(&job->input);
	learn_memory_limit(&job->index);
	if (o->shard.what != TG_SHARD_NONE)
		tg_shard_allow(&confinement, job->output_path);
	else if (job->output_path != NULL)
		tg_output_allow(&confinement, job->output_path);
	tg_confine_end(&confinement);
}

void
tg_info_confine(bool others)
{
	struct tg_confinement confinement;

	tg_confine_begin(&confinement);
	if (others)
		tg_confine_allow(&confinement, "/", TG_ALLOW_READ);
	tg_confine_end(&confinement);
}
