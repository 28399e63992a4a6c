import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const patienceMs = 180_000

/** One bash, in which blocks of commands run one after the other as if they were pasted: variables, functions and background jobs stay. */
export class Session {
  readonly #folder = mkdtempSync(join(tmpdir(), 'yiwang-session-'))
  readonly #mark = randomUUID()
  readonly #bash: ChildProcess
  #output = ''
  #ended = false

  constructor() {
    // A group and a folder of its own, so that what it left in the background and in files ends with it.
    const env = { ...process.env, TMPDIR: this.#folder }
    this.#bash = spawn('bash', ['--noprofile', '--norc'], { env, stdio: ['pipe', 'pipe', 'inherit'], detached: true })
    this.#bash.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text
    })
    this.#bash.stdin?.write('exec 2>&1\n')
  }

  async run(commands: string): Promise<{ output: string; status: number }> {
    const file = join(this.#folder, 'block.sh')
    writeFileSync(file, commands)
    this.#output = ''
    this.#bash.stdin?.write(`source '${file}' </dev/null; printf '\\n%s %s\\n' '${this.#mark}' "$?"\n`)
    const [output, status] = await this.#answer()
    return { output, status }
  }

  async value(name: string): Promise<string> {
    const { output } = await this.run(`printf '%s' "$${name}"`)
    return output.trim()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    rmSync(this.#folder, { recursive: true, force: true })
    try {
      process.kill(-(this.#bash.pid as number), 'SIGTERM')
    } catch {
      // It is gone already.
    }
  }

  #answer(): Promise<[output: string, status: number]> {
    const end = new RegExp(`\\n${this.#mark} (\\d+)\\n$`)
    return new Promise((answer, refuse) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        this.#bash.stdout?.off('data', look)
        this.#bash.off('exit', gone)
        settle()
      }
      const look = () => {
        const found = end.exec(this.#output)
        if (found) finish(() => answer([this.#output.slice(0, found.index), Number(found[1])]))
      }
      const gone = () => finish(() => refuse(new Error('The shell of the tour ended.')))
      const timer = setTimeout(
        () => finish(() => refuse(new Error(`No end after ${patienceMs / 1000} s. Up to then:\n${this.#output}`))),
        patienceMs,
      )
      this.#bash.stdout?.on('data', look)
      this.#bash.on('exit', gone)
    })
  }
}
