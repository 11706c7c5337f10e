/**
 * Splits a stream of bytes into lines and parses each as JSON. Returns a function to be fed with chunks.
 * A line may come in many chunks, so pieces are joined once, when its end is seen.
 */
export function jsonLines(onValue: (value: any) => void): (chunk: Buffer) => void {
  let pending: Buffer[] = []
  return (chunk) => {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      pending.push(chunk.subarray(start, end))
      const line = (pending.length === 1 ? pending[0]! : Buffer.concat(pending)).toString('utf8')
      pending = []
      start = end + 1
      if (line.trim() !== '') onValue(JSON.parse(line))
    }
    if (start < chunk.length) pending.push(chunk.subarray(start))
  }
}
