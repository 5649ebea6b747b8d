#ifndef CALLS_H
#define CALLS_H

#include "fault.h"

/* What a system call of this number is for. */
enum call_class call_class(long number);

#endif
