#ifndef TG_IO_SIGNALS_H
#define TG_IO_SIGNALS_H

/*
 * tg_signals_setup - what a well-behaved process sees to before it begins:
 * standard streams that are closed are given to nobody else, and a signal that
 * ends the program removes a temporary file first. SIGBUS in a mapped file
 * says that the file was cut short, and ends with TG_ESYS.
 */
void tg_signals_setup(void);

#endif
