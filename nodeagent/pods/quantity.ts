import { parseQuantity } from '../../apimachinery/quantity.ts'

/** A quantity that the server has accepted, in whole units: bytes. 0 for none. */
export const unitsOf = (quantity: string | number | undefined): number =>
  Number((quantity === undefined ? undefined : parseQuantity(quantity))?.value() ?? 0)

/** The same in thousandths: processor time. */
export const milliOf = (quantity: string | number | undefined): number =>
  Number((quantity === undefined ? undefined : parseQuantity(quantity))?.milliValue() ?? 0)
