#ifndef TG_IO_SIGNALS_H
#define TG_IO_SIGNALS_H

/*
 * tg_signals_setup - call it before any file is opened. A file will not get the
 * number of a standard stream that is closed, and a signal that ends the program
 * removes a temporary file first. SIGBUS in a mapped file prints that the file
 * was cut short, and ends the process with status TG_ESYS.
 */
void tg_signals_setup(void);

#endif
