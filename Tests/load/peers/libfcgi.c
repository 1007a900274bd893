/* The least that a FastCGI program can do: threads that accept on one socket and write the same answer to everybody.
 *
 *     libfcgi SOCKET FILE PROCESSES THREADS
 *
 * FILE is the answer as FastCGI carries it: Status, fields, an empty line, the body. It has as many processes and threads
 * as slotboard-api, and the same nginx before it. What it does not do is look at the request. */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

static int listener;
static char *answer;
static long length;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void *serve(void *unused) {
    (void)unused;
    FCGX_Request request;
    FCGX_InitRequest(&request, listener, 0);
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutStr(answer, (int)length, request.out);
        FCGX_Finish_r(&request);
    }
    return NULL;
}

static void read_answer(const char *name) {
    FILE *file = fopen(name, "rb");
    if (!file || fseek(file, 0, SEEK_END) || (length = ftell(file)) < 0) fail(name);
    rewind(file);
    answer = malloc((size_t)length);
    if (!answer || fread(answer, 1, (size_t)length, file) != (size_t)length) fail(name);
    fclose(file);
}

int main(int count, char **words) {
    if (count != 5) {
        fputs("usage: libfcgi SOCKET FILE PROCESSES THREADS\n", stderr);
        return 2;
    }
    read_answer(words[2]);
    FCGX_Init();
    listener = FCGX_OpenSocket(words[1], 4096);
    if (listener < 0) fail(words[1]);
    for (int process = 1; process < atoi(words[3]); process++) {
        pid_t child = fork();
        if (child < 0) fail("fork");
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            break;
        }
    }
    int threads = atoi(words[4]);
    for (int thread = 1; thread < threads; thread++) {
        pthread_t started;
        if (pthread_create(&started, NULL, serve, NULL)) fail("pthread_create");
    }
    serve(NULL);
    return 0;
}
