"""Start processes of this program in one of several ways; the first argument says which."""

import multiprocessing
import os
import subprocess
import sys
import time


def work(number):
    double = number * 2
    sys.stdout.flush()  # @work
    return double


def run(how):
    if how == "wait":
        while not os.path.exists(sys.argv[2]):
            time.sleep(0.01)  # @wait
        run("popen")
    if how == "popen":
        done = subprocess.run([sys.executable, __file__, "child"], check=False)
        print("popen", done.returncode)
    if how == "fork":
        pid = os.fork()
        if not pid:
            os._exit(work(3))
        print("fork", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    if how == "exec":
        os.execv(sys.executable, [sys.executable, __file__, "child"])
    if how in ("spawn", "forkserver"):
        process = multiprocessing.get_context(how).Process(target=work, args=(3,))
        process.start()
        process.join()
        print(how, process.exitcode)
    if how == "child":
        sys.exit(work(4))


if __name__ == "__main__":
    run(sys.argv[1])
    print("end")  # @end
