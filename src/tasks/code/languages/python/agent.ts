import { codecSource } from "./codec.ts";
import { filterSource } from "./filter.ts";

/**
 * Python, run in the program's own process: loads the program and does what it is asked on descriptor 3, answering on descriptor 4:
 * looks up names, calls, reads attributes. It never sees a test; whatever the program does to it changes no more than its answers.
 */
export const agentSource = `${codecSource}${String.raw`
import ast

if os.environ.pop("RISE_SANDBOX", None) is not None:  # no process namespace: what loses its parent shall come here, to be found
    try:
        import ctypes
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    except Exception:
        pass

${filterSource}
program = types.ModuleType("program")
sys.modules["program"] = program

def reason(error):
    if isinstance(error, SyntaxError):
        return "SyntaxError in line " + str(error.lineno) + ": " + str(error.msg)
    text = str(error)[:600]
    return type(error).__name__ + (": " + text if text else "")

def text_of(read, value):
    try:
        text = read(value)
        return text if type(text) is str else "?"
    except BaseException as error:
        return "<" + type(value).__name__ + ", whose text raises " + type(error).__name__ + ">"

class Callback:
    "A function or object of the tests: calls go back to them."

    def __init__(self, handle):
        self.__dict__["_handle"] = handle

    def __call__(self, *args, **kwargs):
        return agent.ask("call", [args, kwargs], h=self._handle)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return agent.ask("get", [], h=self._handle, name=name)

    def __setattr__(self, name, value):
        agent.ask("set", [value], h=self._handle, name=name)

    def __iter__(self):
        return agent.ask("iter", [], h=self._handle)

    def __next__(self):
        return agent.ask("next", [], h=self._handle)

class Agent(Codec):
    def __init__(self):
        super().__init__()
        self.channel = Channel(3, 4)
        self.callbacks = {}

    def handle_of_remote(self, value):
        return value._handle if type(value) is Callback else None

    def remote(self, handle, about, value):
        return self.callbacks.setdefault(handle, Callback(handle))

    def sends_as_name(self, value):
        return False  # what of the library the judge takes as itself is the judge's to say

    def about(self, value, ref):
        kind = type(value)
        library = [value.__module__, value.__qualname__] if self.is_of_library(value) else [value.__name__, None] if kind is types.ModuleType else None
        if isinstance(value, type):
            parents = [base for base in value.__bases__ if base is not object]
            return {"kind": "class", "name": value.__name__, "bases": [ref(base) for base in parents], "library": library}
        if isinstance(value, (types.CoroutineType, types.GeneratorType)) and hasattr(value, "send"):
            return {"kind": "coroutine" if isinstance(value, types.CoroutineType) else "object", "call": False}
        about = {"call": callable(value), "kind": "object", "name": kind.__name__, "library": library}
        if kind.__module__ == "program" or isinstance(value, BaseException):
            about["class"] = ref(kind)
        return about

    def ask(self, op, values, **rest):
        "Asks the tests; what they ask meanwhile is done."
        self.channel.send({"op": op, "values": self.pack(values), **rest})
        while True:
            message = self.channel.receive()
            if "op" in message:
                self.answer(message)
                continue
            values, _ = self.unpack(message["values"])
            if message["raises"]:
                raise values[0] if isinstance(values[0], BaseException) else RuntimeError(str(values[0]))
            return values[0]

    def answer(self, request):
        values, made = self.unpack(request["values"])
        known = {id(container): index for index, container in made.items() if mutable(request["values"]["nodes"][index])}
        try:
            result = getattr(self, "do_" + request["op"])(request, *values)
        except BaseException as error:
            if isinstance(error, Gone):
                raise
            return self.channel.send({"raises": True, "error": self.describe_error(error), "values": self.pack([error]), "changes": changes(self, request["values"], made)})
        try:
            answer = {"raises": False, "values": self.pack([result], known)}
        except Exception as error:
            return self.channel.send({"raises": True, "error": {"names": ["TypeError"], "text": "no data: " + reason(error), "args": None}, "changes": []})
        self.channel.send({**answer, "changes": changes(self, request["values"], made)})

    def describe_error(self, error):
        names = [part.__name__ for part in type(error).__mro__ if part.__module__ == "builtins"]
        state = {name: part for name, part in vars(error).items() if not name.startswith("_")}
        return {"names": names, "text": text_of(str, error), "reason": reason(error), "args": self.pack([list(error.args), state])}

    def do_load(self, request, source, setup):
        for name in setup:
            try:
                exec(compile(name, "setup.py", "exec"), program.__dict__)
            except BaseException:
                pass  # the tests' own process tells what is wrong with it
        self.classes = shared_classes(vars(program), "program")
        try:
            exec(compile(source, "program.py", "exec"), program.__dict__)
        except BaseException as error:
            if isinstance(error, Gone):
                raise
            return reason(error)
        return None

    def do_name(self, request):
        return (True, vars(program)[request["name"]]) if request["name"] in vars(program) else (False, None)

    def do_call(self, request, args, kwargs):
        return self.objects[request["h"]](*args, **kwargs)

    def do_get(self, request):
        return getattr(self.objects[request["h"]], request["name"])

    def do_set(self, request, value):
        setattr(self.objects[request["h"]], request["name"], value)

    def do_delete(self, request):
        delattr(self.objects[request["h"]], request["name"])

    def do_operator(self, request, *values):
        import operator
        return getattr(operator, request["name"])(self.objects[request["h"]], *values)

    def do_reflected(self, request, value):
        import operator
        return getattr(operator, request["name"])(value, self.objects[request["h"]])

    def do_builtin(self, request, *values):
        return getattr(builtins, request["name"])(self.objects[request["h"]], *values)

    def do_text(self, request, kind):
        return {"str": str, "repr": repr}[kind](self.objects[request["h"]])

    def do_iter(self, request):
        return Steps(iter(self.objects[request["h"]]))

    def do_next(self, request):
        return next(self.objects[request["h"]])

    def do_enter(self, request):
        return type(self.objects[request["h"]]).__enter__(self.objects[request["h"]])

    def do_exit(self, request):
        return type(self.objects[request["h"]]).__exit__(self.objects[request["h"]], None, None, None)

    def do_await(self, request):
        import asyncio
        return asyncio.run(self.objects[request["h"]])

    def do_plain(self, request):
        "The built-in part of an object of a subclass of a built-in class."
        value = self.objects[request["h"]]
        for base in (list, tuple, set, frozenset, dict, str, int, float):
            if isinstance(value, base):
                reads = {dict: lambda value: dict(dict.items(value)), str: str.__str__, int: int.__int__, float: float.__float__}
                return (True, reads[base](value) if base in reads else base(base.__iter__(value)))
        return (False, None)

class Steps:
    "An iterator, by whatever means: only asked for its next."

    def __init__(self, steps):
        self.steps = steps

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.steps)

agent = Agent()
sys.stdin = open(os.devnull)
try:
    agent.channel.send({"ready": True})
    while True:
        agent.answer(agent.channel.receive())
except Gone:
    pass
`}`;
