export { notSupportedInOrder } from '../../../apimachinery/field-error.ts'
