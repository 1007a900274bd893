// sys/types.h must come first: without it debug builds see two definitions of fd_set.
#include <sys/types.h>
#include <event2/event.h>
#include <sys/eventfd.h>
