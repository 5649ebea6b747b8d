#ifndef REPORT_H
#define REPORT_H

/*
 * What the preloaded shim tells the driver. It lies in memory that both have
 * mapped, so that it is there however the program ended.
 */
struct fault_report {
	int started;      /* all libraries were loaded */
	long allocations; /* how many were asked for */
	long threads;     /* how many were asked for */
};

#endif
