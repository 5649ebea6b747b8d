#ifndef TG_IO_SIGNALS_H
#define TG_IO_SIGNALS_H

#include <signal.h>

/*
 * tg_signals_setup - call it before any file is opened. A file will not get the
 * number of a standard stream that is closed, and a file that grows too large
 * is an error of writing. SIGBUS in a mapped file prints that the file was cut
 * short, and ends the process with status TG_ESYS.
 */
void tg_signals_setup(void);

/*
 * tg_signals_hold - let all signals that end the process wait. Only while there
 * are no other threads: these could take the signals.
 *
 *   before   receives what tg_signals_release needs to let them come again
 */
void tg_signals_hold(sigset_t *before);
void tg_signals_release(const sigset_t *before);

/*
 * tg_signals_remove - from now on a signal that ends the process removes this
 * file first, or none if path is NULL. Call it while signals are held, so that
 * none comes between the making of the file and this call.
 *
 * Ownership: borrows path until the next call.
 */
void tg_signals_remove(const char *path);

#endif
