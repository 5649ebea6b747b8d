#ifndef TG_FORMAT_ZIP_RECORD_H
#define TG_FORMAT_ZIP_RECORD_H

#include <stdint.h>

/*
 * The records of ZIP archives, for those who read and write them: how they
 * begin, and how many bytes they have without names and fields of any length
 * (APPNOTE.TXT of PKWARE, 4.3). Numbers are little-endian.
 */
#define TG_ZIP_LOCAL       "PK\3\4" /* in front of a member */
#define TG_ZIP_LOCAL_LEN   30
#define TG_ZIP_ENTRY       "PK\1\2" /* of a member, in the directory */
#define TG_ZIP_ENTRY_LEN   46
#define TG_ZIP_END64       "PK\6\6" /* of a zip64 archive, behind the directory */
#define TG_ZIP_END64_LEN   56
#define TG_ZIP_LOCATOR     "PK\6\7" /* where the one above is */
#define TG_ZIP_LOCATOR_LEN 20
#define TG_ZIP_END         "PK\5\6" /* of any archive, the last one */
#define TG_ZIP_END_LEN     22

/* The field of a member with its sizes in 64 bits. */
#define TG_ZIP_FIELD64 1

/* A number of 32 bits that is this one stands in 64 bits elsewhere. */
#define TG_ZIP_ELSEWHERE 0xFFFFFFFF

/* The flag of a member whose name is UTF-8. */
#define TG_ZIP_UTF8 (1 << 11)

#endif
