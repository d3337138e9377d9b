// SPDX-License-Identifier: Apache-2.0
// A module for ModuleIT: commands with keys at known places, with keys that it finds itself, without keys, and with
// subcommands. It declares what it needs of the server's interface by itself, so that no header has to be installed.

typedef struct Context Context;
typedef struct Text Text;
typedef int (*Command)(Context *, Text **, int);

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
    SetModuleAttribs(context, "toy", 1, 1);
    return CreateCommand(context, "toy.set", set, "write deny-oom", 1, 1, 1)
        || CreateCommand(context, "toy.fill", fill, "write getkeys-api", 0, 0, 0)
        || CreateCommand(context, "toy.hello", hello, "readonly", 0, 0, 0)
        || CreateCommand(context, "toy.box", 0, "", 0, 0, 0)
        || CreateSubcommand(GetCommand(context, "toy.box"), "put", put, "write", 2, 2, 1);
}
