import { FormField } from "../ui/action-form.tsx";
import { Select, Textarea } from "../ui/field.tsx";

/** The fields of a snooze: `days` and `reason`. */
export function SnoozeFields() {
  return (
    <>
      <FormField name="days" label="For how long">
        <Select id="days" name="days" defaultValue="30">
          <option value="7">7 days</option>
          <option value="30">30 days</option>
          <option value="90">90 days</option>
        </Select>
      </FormField>
      <Reason />
    </>
  );
}

export function Reason() {
  return (
    <FormField name="reason" label="Reason" hint="It stays in the audit log with your name.">
      <Textarea id="reason" name="reason" required minLength={3} maxLength={500} />
    </FormField>
  );
}
