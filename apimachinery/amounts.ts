/** Sums and comparisons of amounts by resource name. Upstream: k8s.io/apiserver/pkg/quota/v1/resources.go. */
import { parseQuantity, quantityOf, type Quantity } from './quantity.ts'

/** Amounts by resource name; never changed. */
export type Amounts = Readonly<Record<string, Quantity>>

/** Amounts out of a list as objects carry it. */
export function readAmounts(list: Readonly<Record<string, string | number>> | null | undefined): Amounts {
  return Object.fromEntries(
    Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text) ?? quantityOf(0)]),
  )
}

/** The list as objects carry it. */
export function writeAmounts(amounts: Amounts): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount.toString()]))
}

export function addAmounts(one: Amounts, other: Amounts): Amounts {
  const sums = Object.entries(other)
    .map(([name, amount]): [string, Quantity] => [name, one[name]?.add(amount) ?? amount])
  return { ...one, ...Object.fromEntries(sums) }
}

/** The larger of both for each name. */
export function maxAmounts(one: Amounts, other: Amounts): Amounts {
  const larger = Object.entries(other)
    .filter(([name, amount]) => one[name] === undefined || amount.compare(one[name]) > 0)
  return { ...one, ...Object.fromEntries(larger) }
}

/** What `one` has more than `other`, by all names of both; nothing is below zero. */
export function excessAmounts(one: Amounts, other: Amounts): Amounts {
  const zero = quantityOf(0)
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(names.map((name): [string, Quantity] => {
    const rest = one[name]?.sub(other[name] ?? zero) ?? zero
    return [name, rest.sign() > 0 ? rest : zero]
  }))
}

/** Only these names. */
export function maskAmounts(amounts: Amounts, names: readonly string[]): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => names.includes(name)))
}

/** Only what is not zero. */
export function nonZeroAmounts(amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([, amount]) => !amount.isZero()))
}

/** The names of which there is more than `limits` allow. */
export function exceededNames(amounts: Amounts, limits: Amounts): string[] {
  return Object.keys(limits).filter((name) => amounts[name] !== undefined && amounts[name].compare(limits[name]!) > 0)
}
