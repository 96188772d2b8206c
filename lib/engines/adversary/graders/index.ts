export { checkGrader, checkMatcher, slotsOf } from "./check.ts";
export { fieldText } from "./fields.ts";
export {
  type GradeBenignInput,
  type Graded,
  type GradeInput,
  grade,
  gradeBenign,
} from "./grade.ts";
export { unsafePattern } from "./unsafe-pattern.ts";
