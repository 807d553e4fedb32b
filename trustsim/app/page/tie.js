// The watched tie in numbers: how much trust, how many promises since it was broken, how many still to go.

import { equal } from "config";

export class WatchedTie {
  constructor(stage) {
    this.stage = stage;
    this.answer = null; // the server's to the last question
    this.asking = false;
  }

  // What is counted, and from where: {betrayal, breach}, weeks or null. What the script does to this tie comes before what
  // everyday life does: a lapse after a betrayal does not take its place.
  get from() {
    const { course, watch, week } = this.stage;
    const full = watch && equal(course.watch, watch) && course.tie(...watch) !== undefined;
    return full
      ? { betrayal: course.lastBetrayal(week), breach: course.lastBreach(week) }
      : { betrayal: null, breach: null };
  }

  // What the monitors say; null where no tie is watched.
  numbers() {
    const { course, frame, texts, watch, week } = this.stage;
    const tie = watch ? course.tie(...watch) : undefined;
    if (tie === undefined) return null;
    const [a, b] = watch.map((person) => course.start.people[person]);
    const trust = course.trust(tie, week);
    const { betrayal, breach } = this.from;
    const first = betrayal === null ? breach : betrayal + 1; // the frame in which it shows
    const since = first === null ? null : frame.watched.kept - course.frames[first].watched.kept;
    const answer = equal(this.answer?.watch, watch) ? this.answer : null;
    let still = "–";
    let stillValue = null;
    let note = "";
    if (answer && breach !== null && trust !== null) {
      stillValue = answer.kept;
      still = answer.kept === null ? texts.say("page.monitors.never") : texts.number(answer.kept);
      if (answer.alone !== null && answer.alone !== answer.kept) {
        note = texts.say("page.monitors.by_law_alone", { alone: answer.alone });
      }
    }
    return { names: { a, b }, trust, betrayal, since, still, stillValue, note };
  }

  // Ask how many kept promises it will still take: one question at a time, the last one in the end.
  ask() {
    const { stage } = this;
    const { course, watch, week } = stage;
    const { betrayal, breach } = this.from;
    if (breach === null || !stage.frame.alive[course.tie(...watch) >> 1]) {
      this.answer = null;
      return;
    }
    const key = JSON.stringify([course.config, watch, week]);
    if (this.answer?.key === key || this.asking) return;
    this.asking = true;
    stage.source
      .undoing(course.config, week, watch, betrayal)
      .then((answer) => {
        this.answer = { ...answer, key, watch };
      })
      .catch((error) => {
        this.answer = { kept: undefined, alone: null, key, watch };
        stage.tell("refused", { error });
      })
      .finally(() => {
        this.asking = false;
        if (stage.course) stage.showNumbers();
      });
  }
}
