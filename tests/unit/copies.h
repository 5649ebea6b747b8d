#ifndef COPIES_H
#define COPIES_H

/* What copy_file_range fails with; 0: it copies one byte. */
extern int copies_error;

#endif
