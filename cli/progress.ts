/** Says what is being done, a line per step; on a terminal the line of the present step is redrawn as time goes by. */
export interface Progress {
  /** Runs `work` and says so. Its result is a remark that goes behind the title. */
  step(title: string, work: () => Promise<string | void>): Promise<void>
  say(line: string): void
}

const redrawMs = 100
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

export interface ProgressStream {
  write(text: string): unknown
  isTTY?: boolean | undefined
}

export function createProgress(out: ProgressStream, clock: () => number = Date.now): Progress {
  const say = (line: string): void => void out.write(`${line}\n`)
  const plain: Progress['step'] = async (title, work) => {
    const remark = await work()
    say(remark ? `${title}: ${remark}` : title)
  }
  const lively: Progress['step'] = async (title, work) => {
    const started = clock()
    const seconds = () => ((clock() - started) / 1000).toFixed(1)
    let frame = 0
    const draw = () => out.write(`\r\x1b[K${frames[frame++ % frames.length]} ${title} ${seconds()} s`)
    draw()
    const timer = setInterval(draw, redrawMs)
    try {
      const remark = await work()
      out.write(`\r\x1b[K✓ ${title}${remark ? `: ${remark}` : ''} (${seconds()} s)\n`)
    } catch (error) {
      out.write(`\r\x1b[K✗ ${title}\n`)
      throw error
    } finally {
      clearInterval(timer)
    }
  }
  return { step: out.isTTY ? lively : plain, say }
}
