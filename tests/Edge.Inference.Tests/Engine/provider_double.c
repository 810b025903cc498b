/* A double of ONNX Runtime with TensorRT and CUDA: the real library behind it, whose table of functions is copied and some entries replaced. The
   sessions it makes run on the CPU, so that results are right, but say that the provider took their nodes. How it misbehaves:

   EDGE_DOUBLE_TENSORRT_FP16, EDGE_DOUBLE_TENSORRT_FP32, EDGE_DOUBLE_CUDA:
     refuse   appending the provider fails         wrong-nodes  the record says CPU for every node
     nan      outputs are no numbers               off          outputs are off by one tenth
     hang     making a session never ends          crash        making a session ends the process
     session  making a session fails               silent       no engine file is written
     warm-up  every run fails                      (unset)      it works

   Places in the table are those of onnxruntime_c_api.h, ORT_API_VERSION 24 and later. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ENTRIES = 420, TRACKED = 64 };
enum {
    CreateStatus = 0, CreateSession = 7, Run = 9, GetTensorMutableData = 51, GetTensorElementType = 60, ReleaseSession = 95, ReleaseSessionOptions = 100,
    GetTensorShapeElementCount = 64, GetTensorTypeAndShape = 65, ReleaseTensorTypeAndShapeInfo = 99, RunWithBinding = 133, AppendTensorRT = 170,
    CreateTensorRTOptions = 171, UpdateTensorRTOptions = 172, ReleaseTensorRTOptions = 174, AppendCUDA = 204, CreateCUDAOptions = 205,
    UpdateCUDAOptions = 206, ReleaseCUDAOptions = 208, SubgraphName = 408
};

struct provider { int is_cuda, is_half; char path[1024]; };
struct tracked { const void *key; struct provider provider; };

static void *real[ENTRIES], *table[ENTRIES];
static void *(*real_api)(uint32_t);
static struct tracked options_with[TRACKED], sessions_with[TRACKED];
static const struct provider *last_made;

static const char *behaviour(const struct provider *provider) {
    const char *name = provider->is_cuda ? "EDGE_DOUBLE_CUDA" : provider->is_half ? "EDGE_DOUBLE_TENSORRT_FP16" : "EDGE_DOUBLE_TENSORRT_FP32";
    const char *value = getenv(name);
    return value ? value : "";
}

static int is(const struct provider *provider, const char *name) { return provider && strcmp(behaviour(provider), name) == 0; }

static void *status(const char *message) { return ((void *(*)(int, const char *))real[CreateStatus])(11, message); }

static struct provider *find(struct tracked *list, const void *key) {
    for (int i = 0; i < TRACKED; i++)
        if (list[i].key == key) return &list[i].provider;
    return NULL;
}

static void track(struct tracked *list, const void *key, const struct provider *provider) {
    for (int i = 0; i < TRACKED; i++)
        if (!list[i].key || list[i].key == key) { list[i].key = key; list[i].provider = *provider; return; }
    abort();
}

static void forget(struct tracked *list, const void *key) {
    for (int i = 0; i < TRACKED; i++)
        if (list[i].key == key) list[i].key = NULL;
}

static void *create_tensorrt(void **out) { *out = calloc(1, sizeof(struct provider)); return NULL; }
static void *create_cuda(void **out) { struct provider *made = calloc(1, sizeof *made); made->is_cuda = 1; *out = made; return NULL; }

static void *update(void *options, const char *const *keys, const char *const *values, size_t count) {
    struct provider *provider = options;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i], "trt_fp16_enable") == 0) provider->is_half = values[i][0] == '1';
        if (strcmp(keys[i], "trt_engine_cache_path") == 0) snprintf(provider->path, sizeof provider->path, "%s", values[i]);
    }
    return NULL;
}

static void *append(void *options, const void *provider) {
    if (is(provider, "refuse")) return status("The double does not load its provider.");
    track(options_with, options, provider);
    return NULL;
}

static void *create_session(const void *env, const char *path, const void *options, void **session) {
    const struct provider *provider = find(options_with, options);
    if (provider) {
        if (is(provider, "crash")) abort();
        while (is(provider, "hang")) pause();
        if (is(provider, "session")) return status("The double makes no session.");
        if (provider->path[0] && !is(provider, "silent")) {
            char name[1100];
            snprintf(name, sizeof name, "%s/double.engine", provider->path);
            if (access(name, F_OK) != 0) {
                FILE *file = fopen(name, "w");
                if (!file) return status("The double may not write its engine.");
                fputs("an engine", file);
                fclose(file);
            }
        }
    }
    void *failed = ((void *(*)(const void *, const char *, const void *, void **))real[CreateSession])(env, path, options, session);
    if (!failed && provider) track(sessions_with, *session, provider);
    last_made = !failed && provider ? find(sessions_with, *session) : NULL;
    return failed;
}

static void release_session(void *session) { forget(sessions_with, session); ((void (*)(void *))real[ReleaseSession])(session); }
static void release_options(void *options) { forget(options_with, options); ((void (*)(void *))real[ReleaseSessionOptions])(options); }

static void spoil(void *value, const struct provider *provider) {
    float *data; void *info; size_t count;
    ((void *(*)(void *, void **))real[GetTensorMutableData])(value, (void **)&data);
    ((void *(*)(void *, void **))real[GetTensorTypeAndShape])(value, &info);
    ((void *(*)(void *, size_t *))real[GetTensorShapeElementCount])(info, &count);
    ((void (*)(void *))real[ReleaseTensorTypeAndShapeInfo])(info);
    for (size_t i = 0; i < count; i++) data[i] = is(provider, "nan") ? NAN : data[i] + 0.1f;
}

static void *run(void *session, const void *options, const char *const *in_names, const void *const *in, size_t in_count, const char *const *out_names,
                 size_t out_count, void **out) {
    const struct provider *provider = find(sessions_with, session);
    void *failed = ((void *(*)(void *, const void *, const char *const *, const void *const *, size_t, const char *const *, size_t, void **))real[Run])(
        session, options, in_names, in, in_count, out_names, out_count, out);
    for (size_t i = 0; !failed && i < out_count && (is(provider, "nan") || is(provider, "off")); i++) spoil(out[i], provider);
    return failed;
}

static void *run_with_binding(void *session, const void *options, const void *binding) {
    if (is(find(sessions_with, session), "warm-up")) return status("The double does not run.");
    return ((void *(*)(void *, const void *, const void *))real[RunWithBinding])(session, options, binding);
}

static void *subgraph_name(const void *subgraph, const char **out) {
    void *failed = ((void *(*)(const void *, const char **))real[SubgraphName])(subgraph, out);
    if (!failed && last_made && !is(last_made, "wrong-nodes")) *out = last_made->is_cuda ? "CUDAExecutionProvider" : "TensorrtExecutionProvider";
    return failed;
}

static const void *get_api(uint32_t version) {
    void **api = real_api(version);
    if (!api) return NULL;
    memcpy(real, api, sizeof real);
    memcpy(table, api, sizeof table);
    table[CreateSession] = create_session;
    table[Run] = run;
    table[ReleaseSession] = release_session;
    table[ReleaseSessionOptions] = release_options;
    table[RunWithBinding] = run_with_binding;
    table[CreateTensorRTOptions] = create_tensorrt;
    table[CreateCUDAOptions] = create_cuda;
    table[UpdateTensorRTOptions] = table[UpdateCUDAOptions] = update;
    table[AppendTensorRT] = table[AppendCUDA] = append;
    table[ReleaseTensorRTOptions] = table[ReleaseCUDAOptions] = free;
    table[SubgraphName] = subgraph_name;
    return table;
}

static const void *double_base[2] = { (const void *)get_api, NULL };

const void *OrtGetApiBase(void) {
    Dl_info self;
    char path[1100];
    dladdr((void *)OrtGetApiBase, &self);
    snprintf(path, sizeof path, "%.*s/real/libonnxruntime.so.1", (int)(strrchr(self.dli_fname, '/') - self.dli_fname), self.dli_fname);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) { fprintf(stderr, "provider double: %s\n", dlerror()); abort(); }
    const void **base = ((const void **(*)(void))dlsym(library, "OrtGetApiBase"))();
    real_api = (void *(*)(uint32_t))base[0];
    double_base[1] = base[1];
    return double_base;
}
