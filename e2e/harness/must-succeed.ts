import type { Coracle } from './coracle.ts'

/** What kubectl printed; throws with its complaint when it failed. */
export async function mustSucceed(
  coracle: Pick<Coracle, 'kubectl'>, args: readonly string[], options: Parameters<Coracle['kubectl']>[1] = {},
): Promise<string> {
  const { code, stdout, stderr } = await coracle.kubectl(args, options)
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
  return stdout
}
