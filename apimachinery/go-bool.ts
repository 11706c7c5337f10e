const yes = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])

/** Whether Go's strconv.ParseBool takes the text for true; what it cannot read is not. */
export function isGoTrue(text: string): boolean {
  return yes.has(text)
}
