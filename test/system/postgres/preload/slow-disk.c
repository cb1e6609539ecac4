/*
 * Makes each flush of the log take SLOW_DISK_US longer, as a disk of a data centre does. Not fsync: a start after a crash calls
 * it for every file.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_disk(void) {
  const char *microseconds = getenv("SLOW_DISK_US");
  if (microseconds != NULL) usleep((useconds_t)atoi(microseconds));
}

int fdatasync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_for_disk();
  return real(file);
}
