// sys/types.h must come first: without it debug builds see two definitions of fd_set.
#include <sys/types.h>
#include <stdlib.h>
#include <hiredis/hiredis.h>
#include <hiredis/async.h>
#include <hiredis/adapters/libevent.h>
