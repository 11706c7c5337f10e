import { isGoTrue } from '../../../apimachinery/go-bool.ts'
import type { Representation } from '../accept.ts'
import type { Exchange } from '../exchange.ts'

/** Whether JSON is to be printed for people: that was asked for, or curl, wget or a browser is the client. */
export function isPretty(
  { query, request }: Pick<Exchange, 'query' | 'request'>, form: Pick<Representation, 'pretty'>,
): boolean {
  if (form.pretty) return true
  const asked = query.get('pretty') ?? ''
  if (asked !== '') return isGoTrue(asked)
  return /^(curl|Wget|Mozilla\/5.0)/.test(request.headers['user-agent'] ?? '')
}

/** JSON as upstream ends it: a line for programs, none for people. */
export function printJson(value: unknown, pretty: boolean): string {
  return pretty ? JSON.stringify(value, undefined, 2) : `${JSON.stringify(value)}\n`
}
