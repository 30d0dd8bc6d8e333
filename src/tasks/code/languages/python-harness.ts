/**
 * Runs a program's tests in Python. Reads `{nonce, wallSeconds, program, setup, tests}` on stdin; writes one JSON record a line on file
 * descriptor 3, each with the nonce, which the program does not get to know: what it prints is never taken for a result.
 * Assertions are rewritten so that a failing one tells what it got, and a value whose own `__eq__` the program wrote is equal to
 * nothing.
 */
export const pythonHarness = `
import ast, json, signal, sys, types

request = json.loads(sys.stdin.buffer.read())
nonce, check = request["nonce"], "__rise_" + request["nonce"]
signal.alarm(request["wallSeconds"])  # should whoever started this be gone by then
channel = open(3, "w", encoding="utf-8", closefd=False)
dumps = json.dumps

def tell(**record):
    channel.write(dumps(dict(record, nonce=nonce)) + "\\n")
    channel.flush()

def short(value):
    try:
        text = repr(value)
    except BaseException as error:
        text = "<" + type(value).__name__ + ", whose repr raises " + type(error).__name__ + ">"
    return text if len(text) <= 200 else text[:200] + "..."

def is_own(value):
    method = getattr(type(value), "__eq__", None)
    return isinstance(method, types.FunctionType) and method.__code__.co_filename == "program.py"

def compare(left, right, text):
    if is_own(left) or is_own(right):
        raise AssertionError(text + ": got a value that says itself what it equals")
    if not (left == right):
        raise AssertionError(text + ": got " + short(left) + ", wanted " + short(right))

def holds(value, text):
    if not value:
        raise AssertionError(text)

class Rewrite(ast.NodeTransformer):
    def __init__(self, source):
        self.source = source

    def visit_Assert(self, node):
        text = " ".join((ast.get_source_segment(self.source, node) or "assert").split())
        if len(text) > 300:
            text = text[:300] + "..."
        test, helper = node.test, "holds"
        arguments = [test]
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            helper, arguments = "compare", [test.left, test.comparators[0]]
        function = ast.Subscript(ast.Name(check, ast.Load()), ast.Constant(helper), ast.Load())
        call = ast.Expr(ast.Call(function, arguments + [ast.Constant(text)], []))
        return ast.fix_missing_locations(ast.copy_location(call, node))

def reason(error):
    text = str(error)[:600]
    if isinstance(error, AssertionError):
        return text or "an assertion failed"
    if isinstance(error, SyntaxError):
        return "SyntaxError in line " + str(error.lineno) + ": " + str(error.msg)
    return type(error).__name__ + (": " + text if text else "")

def run():
    space = {"__name__": "program"}
    tell(kind="ready")
    try:
        exec(compile(request["program"], "program.py", "exec"), space)
    except BaseException as error:
        return tell(kind="broken", why=reason(error))
    space[check] = {"compare": compare, "holds": holds}
    try:
        exec(compile(request["setup"], "setup.py", "exec"), space)
    except BaseException as error:
        return tell(kind="broken", why=reason(error))
    for index, source in enumerate(request["tests"]):
        try:
            tree = Rewrite(source).visit(ast.parse(source))
            exec(compile(tree, "test.py", "exec"), space)
        except BaseException as error:
            return tell(kind="failed", test=index, why=reason(error), source=source[:300])
        tell(kind="passed", test=index)
    tell(kind="done")

run()
`;
