// One line that says what came of an action, read out as it comes.
let hiding = 0;

export function notify(text, isTrouble = false) {
  const place = document.getElementById("notice");
  place.textContent = text;
  place.className = isTrouble ? "notice shown trouble" : "notice shown";
  clearTimeout(hiding);
  hiding = setTimeout(() => { place.className = "notice"; }, isTrouble ? 12_000 : 6_000);
}

// Does it, says what came of it, and shows the view anew.
export async function doing(action, reload) {
  try {
    const answer = await action();
    if (answer?.done) {
      notify(answer.done);
    }

    await reload?.();
    return answer;
  } catch (refused) {
    notify(refused.message, true);
    return null;
  }
}
