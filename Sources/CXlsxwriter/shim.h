#include <xlsxwriter.h>
// Its tests unpack what it wrote with the library that packed it.
#include <zlib.h>
