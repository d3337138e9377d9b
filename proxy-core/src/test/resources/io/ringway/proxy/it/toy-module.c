// SPDX-License-Identifier: Apache-2.0
// A module for ModuleIT: commands with keys at known places, with keys that it finds itself, without keys, with
// subcommands, and with a data type of its own. It declares what it needs of the server's interface by itself, so that no header has to be installed.

typedef struct Context Context;
typedef struct Text Text;
typedef int (*Command)(Context *, Text **, int);
typedef struct {
    unsigned long long version;
    void *(*load)(void *, int);
    void (*save)(void *, void *);
    void (*rewrite)(void *, Text *, void *);
    unsigned long (*usage)(const void *);
    void (*digest)(void *, void *);
    void (*release)(void *);
} Methods;

static int (*SetModuleAttribs)(Context *, const char *, int, int);
static int (*CreateCommand)(Context *, const char *, Command, const char *, int, int, int);
static void *(*GetCommand)(Context *, const char *);
static int (*CreateSubcommand)(void *, const char *, Command, const char *, int, int, int);
static int (*IsKeysPositionRequest)(Context *);
static void (*KeyAtPos)(Context *, int);
static void *(*Call)(Context *, const char *, const char *, ...);
static int (*WrongArity)(Context *);
static int (*ReplyWithLongLong)(Context *, long long);
static int (*ReplyWithSimpleString)(Context *, const char *);
static int (*ReplyWithNull)(Context *);
static int (*ReplyWithStringBuffer)(Context *, const char *, unsigned long);
static const char *(*StringPtrLen)(const Text *, unsigned long *);
static void *(*CreateDataType)(Context *, const char *, int, Methods *);
static void *(*OpenKey)(Context *, Text *, int);
static void (*CloseKey)(void *);
static void *(*ModuleTypeGetValue)(void *);
static int (*ModuleTypeSetValue)(void *, void *, void *);
static void *(*Alloc)(unsigned long);
static void (*Free)(void *);

static void *noteType;

// TOY.SET key value
static int set(Context *context, Text **arguments, int count) {
    if (count != 3) {
        return WrongArity(context);
    }
    Call(context, "SET", "!ss", arguments[1], arguments[2]);
    return ReplyWithSimpleString(context, "OK");
}

// TOY.BOX PUT key value
static int put(Context *context, Text **arguments, int count) {
    return set(context, arguments + 1, count - 1);
}

// TOY.FILL value key [key ...]
static int fill(Context *context, Text **arguments, int count) {
    if (IsKeysPositionRequest(context)) {
        for (int i = 2; i < count; i++) {
            KeyAtPos(context, i);
        }
        return 0;
    }
    for (int i = 2; i < count; i++) {
        Call(context, "SET", "!ss", arguments[i], arguments[1]);
    }
    return ReplyWithLongLong(context, count - 2);
}

// TOY.HELLO
static int hello(Context *context, Text **arguments, int count) {
    (void) arguments;
    (void) count;
    return ReplyWithSimpleString(context, "hello");
}

// TOY.NOTE key text
static int note(Context *context, Text **arguments, int count) {
    if (count != 3) {
        return WrongArity(context);
    }
    unsigned long length;
    const char *text = StringPtrLen(arguments[2], &length);
    char *copy = Alloc(length + 1);
    for (unsigned long i = 0; i < length; i++) {
        copy[i] = text[i];
    }
    copy[length] = 0;
    void *key = OpenKey(context, arguments[1], 2);
    ModuleTypeSetValue(key, noteType, copy);
    CloseKey(key);
    return ReplyWithSimpleString(context, "OK");
}

// TOY.SHOW key [characters]
static int show(Context *context, Text **arguments, int count) {
    if (count < 2) {
        return WrongArity(context);
    }
    void *key = OpenKey(context, arguments[1], 1);
    const char *text = key ? ModuleTypeGetValue(key) : 0;
    unsigned long length = 0;
    while (text && text[length]) {
        length++;
    }
    if (text && count > 2 && length > 1) {
        length = 1;
    }
    CloseKey(key);
    return text ? ReplyWithStringBuffer(context, text, length) : ReplyWithNull(context);
}

static void release(void *value) {
    Free(value);
}

#define FIND(name) ((int (*)(const char *, void *))((void **) context)[0])("RedisModule_" #name, &name)

int RedisModule_OnLoad(Context *context, Text **arguments, int count) {
    (void) arguments;
    (void) count;
    FIND(SetModuleAttribs);
    FIND(CreateCommand);
    FIND(GetCommand);
    FIND(CreateSubcommand);
    FIND(IsKeysPositionRequest);
    FIND(KeyAtPos);
    FIND(Call);
    FIND(WrongArity);
    FIND(ReplyWithLongLong);
    FIND(ReplyWithSimpleString);
    FIND(ReplyWithNull);
    FIND(ReplyWithStringBuffer);
    FIND(StringPtrLen);
    FIND(CreateDataType);
    FIND(OpenKey);
    FIND(CloseKey);
    FIND(ModuleTypeGetValue);
    FIND(ModuleTypeSetValue);
    FIND(Alloc);
    FIND(Free);
    SetModuleAttribs(context, "toy", 1, 1);
    Methods methods = {1, 0, 0, 0, 0, 0, release};
    noteType = CreateDataType(context, "toy-notes", 0, &methods);
    return CreateCommand(context, "toy.note", note, "write deny-oom", 1, 1, 1)
        || CreateCommand(context, "toy.show", show, "readonly", 1, 1, 1)
        || CreateCommand(context, "toy.set", set, "write deny-oom", 1, 1, 1)
        || CreateCommand(context, "toy.fill", fill, "write getkeys-api", 0, 0, 0)
        || CreateCommand(context, "toy.hello", hello, "readonly", 0, 0, 0)
        || CreateCommand(context, "toy.box", 0, "", 0, 0, 0)
        || CreateSubcommand(GetCommand(context, "toy.box"), "put", put, "write", 2, 2, 1);
}
