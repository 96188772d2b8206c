import type { TargetDetail } from "#lib/services/campaigns/index.ts";
import { ModelSelect } from "../settings/model-input.tsx";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** How often a campaign begins by itself, and which. */
export function ScheduleForm({
  target,
  profiles,
  save,
}: {
  target: Pick<TargetDetail, "id" | "schedule" | "profile">;
  profiles: readonly string[];
  save: FormAction;
}) {
  return (
    <ActionForm
      action={save}
      values={{ targetId: target.id }}
      className="flex flex-wrap items-end gap-3 p-4 max-narrow:p-3"
    >
      {/* A form that is emptied goes back to what its fields were made with. */}
      <ModelSelect
        key={`schedule ${target.schedule}`}
        name="schedule"
        label="A campaign begins"
        defaultValue={target.schedule}
        fieldClass="w-56 max-narrow:w-full"
      >
        <option value="none">Only when asked for</option>
        <option value="daily">A day after the last one</option>
        <option value="weekly">A week after the last one</option>
      </ModelSelect>
      <ModelSelect
        key={`profile ${target.profile}`}
        name="profile"
        label="Profile"
        defaultValue={target.profile}
        fieldClass="w-40 max-narrow:w-full"
      >
        {profiles.map((profile) => (
          <option key={profile}>{profile}</option>
        ))}
      </ModelSelect>
      <SubmitButton working="Saving…">Save the schedule</SubmitButton>
      <FormMessage className="basis-full" />
    </ActionForm>
  );
}
