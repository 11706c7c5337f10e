import { parseQuantity, Quantity } from '../../../apimachinery/quantity.ts'

const milli = 10n ** 6n

/** Amounts are kept to a thousandth, rounded up, in place. Upstream: SetDefaults_ResourceList. */
export function roundResources(amounts: Record<string, string> | null | undefined): void {
  for (const [name, text] of Object.entries(amounts ?? {})) {
    const amount = parseQuantity(text)
    if (amount === undefined || amount.nano % milli === 0n) continue
    amounts![name] = new Quantity(amount.milliValue() * milli, amount.format).toString()
  }
}

/** The same for limits and requests. */
export function roundRequirements(resources: any): void {
  roundResources(resources?.limits)
  roundResources(resources?.requests)
}
