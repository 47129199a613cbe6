// Brings the page at hand into view in a sidebar that is longer than the screen.
export function onRouteDidUpdate() {
  requestAnimationFrame(() => {
    const link = document.querySelector('.menu__link--active[aria-current=page]');
    const menu = link?.closest('.menu');
    if (!menu) return;
    const { top } = link.getBoundingClientRect();
    const frame = menu.getBoundingClientRect();
    if (top < frame.top || top > frame.bottom - 40) menu.scrollTop += top - frame.top - frame.height / 3;
  });
}
