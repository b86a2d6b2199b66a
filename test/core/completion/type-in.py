"""Types into a program on a terminal of its own. Standard input holds JSON: argv, cwd, env and steps, each the keys to
send and a regular expression to wait for in what has appeared since. Prints what appeared in each step as JSON; ends
with 1 and what it saw when a step's text does not come."""
import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

asked = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(asked["cwd"])
    os.execvpe(asked["argv"][0], asked["argv"], asked["env"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))

ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<=>]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78cM])|\x0f|\x07")


def wait_for(pattern, seconds):
    seen = b""
    deadline = time.monotonic() + seconds
    while True:
        text = ESCAPES.sub("", seen.decode("utf-8", "replace"))
        if re.search(pattern, text):
            return text
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"no {pattern!r} in {text!r}")
        if select.select([terminal], [], [], left)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                raise TimeoutError(f"ended with no {pattern!r} in {text!r}")


shown, code = [], 0
try:
    for step in asked["steps"]:
        os.write(terminal, step["keys"].encode())
        shown.append(wait_for(step["until"], 30))
    print(json.dumps(shown))
except TimeoutError as error:
    print(error)
    code = 1
finally:
    os.kill(pid, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(pid, 0)
sys.exit(code)
