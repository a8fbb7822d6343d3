/* Breaks a process at an exact disk operation: preloaded (LD_PRELOAD), it counts what changes files and, once armed,
   kills the process at the n-th, half-way through it where it is a write, or lets that one and all later ones fail
   as on a full or a read-only disk. Only what lies below one folder counts. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long count, limit;
static atomic_int how; /* 0: count only; 1: kill; 2: ENOSPC; 3: EROFS; 4: EIO */

static char folder[4096];

void faults_arm(const char *below, long n, int kind) {
    snprintf(folder, sizeof folder, "%s", below);
    count = 0; limit = n; how = kind;
}
long faults_count(void) { return count; }

/* A program that is started afresh is armed by its environment, and tells at its end how far it counted. */
__attribute__((constructor)) static void begin(void) {
    char *given = getenv("ONRECORD_FAULT_AT");
    long n; int kind, at;
    if (given && sscanf(given, "%ld %d %n", &n, &kind, &at) >= 2) faults_arm(given + at, n, kind);
}
__attribute__((destructor)) static void end(void) {
    char *told = getenv("ONRECORD_FAULT_TOLD");
    FILE *file = told && *told ? fopen(told, "a") : NULL;
    if (file) { fprintf(file, "%ld\n", (long)count); fclose(file); }
}

/* Returns 0 to go on, 1 to die amid the operation, or the error to give. */
static int due(int grows) {
    long now = ++count;
    int kind = how;
    if (!kind || !limit || now < limit) return 0;
    if (kind == 1) return now == limit ? 1 : 0;
    if (kind == 2) return grows ? ENOSPC : 0;
    return kind == 3 ? EROFS : EIO;
}
static void die(void) { kill(0, SIGKILL); pause(); }
static int is_below(const char *path) {
    size_t size = strlen(folder);
    return size && !strncmp(path, folder, size) && (path[size] == '/' || !path[size]);
}
static int is_file(int fd) {
    char link[32], path[4096];
    int kept = errno;
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (size <= 0) return 0;
    path[size] = 0;
    return is_below(path);
}
static int is_named(int fd, const char *path) { return path[0] == '/' ? is_below(path) : fd >= 0 && is_file(fd); }
/* Whether so many bytes at a place (-1: where the file stands) make a file longer: a full disk takes what doesn't. */
static int grows(int fd, off64_t at, size_t size) {
    struct stat found;
    int kept = errno;
    if (at < 0) at = lseek64(fd, 0, SEEK_CUR);
    int yes = fstat(fd, &found) || at + (off64_t)size > found.st_size;
    errno = kept;
    return yes;
}
#define REAL(name) static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name)
#define STOP(fd, grows, half) \
    if (is_file(fd)) { int what = due(grows); if (what == 1) { half; die(); } if (what) { errno = what; return -1; } }

ssize_t write(int fd, const void *data, size_t size) { REAL(write); STOP(fd, grows(fd, -1, size), real(fd, data, size / 2)) return real(fd, data, size); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { REAL(pwrite); STOP(fd, grows(fd, at, size), real(fd, data, size / 2, at)) return real(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { REAL(pwrite64); STOP(fd, grows(fd, at, size), real(fd, data, size / 2, at)) return real(fd, data, size, at); }
ssize_t writev(int fd, const struct iovec *parts, int n) { REAL(writev); STOP(fd, 1, real(fd, parts, n / 2)) return real(fd, parts, n); }
int fsync(int fd) { REAL(fsync); STOP(fd, 0, (void)0) return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); STOP(fd, 0, (void)0) return real(fd); }
int ftruncate(int fd, off_t size) { REAL(ftruncate); STOP(fd, 0, (void)0) return real(fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); STOP(fd, 0, (void)0) return real(fd, size); }
int fallocate(int fd, int mode, off_t at, off_t size) { REAL(fallocate); STOP(fd, 1, (void)0) return real(fd, mode, at, size); }
#define NAMED(fd, path) \
    if (is_named(fd, path)) { int what = due(0); if (what == 1) die(); if (what) { errno = what; return -1; } }
int rename(const char *from, const char *to) { REAL(rename); NAMED(-1, from) return real(from, to); }
int renameat(int a, const char *from, int b, const char *to) { REAL(renameat); NAMED(a, from) return real(a, from, b, to); }
int unlink(const char *path) { REAL(unlink); NAMED(-1, path) return real(path); }
int unlinkat(int fd, const char *path, int flags) { REAL(unlinkat); NAMED(fd, path) return real(fd, path, flags); }
int rmdir(const char *path) { REAL(rmdir); NAMED(-1, path) return real(path); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); if (access(path, F_OK)) NAMED(-1, path) return real(path, mode); }
/* A disk that can't be written can't be opened for writing either; a full one makes no new file. */
static int refused(int fd, const char *path, int flags) {
    int kept = errno, what = 0;
    if (is_named(fd, path)) {
        int there = !faccessat(fd, path, F_OK, 0), writes = (flags & O_ACCMODE) != O_RDONLY;
        if (writes && how >= 3 && limit && count >= limit) what = how == 3 ? EROFS : EIO;
        else if ((flags & O_CREAT) && !there) what = due(1);
    }
    errno = kept;
    if (what == 1) die();
    return what;
}
#define OPENED(name, fd, ...) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
    REAL(name); int what = refused(fd, path, flags); if (what) { errno = what; return -1; } \
    return real(__VA_ARGS__, mode);
int open(const char *path, int flags, ...) { OPENED(open, AT_FDCWD, path, flags) }
int open64(const char *path, int flags, ...) { OPENED(open64, AT_FDCWD, path, flags) }
int openat(int fd, const char *path, int flags, ...) { OPENED(openat, fd, fd, path, flags) }
int openat64(int fd, const char *path, int flags, ...) { OPENED(openat64, fd, fd, path, flags) }
