// A line over the last two minutes, on a canvas, in the colours of the page.

const seconds = 120;

export class Chart {
  #canvas;
  #color;
  #format;
  #points = [];

  // canvas: where to draw; color: name of a CSS variable; format: writes a value.
  constructor(canvas, color, format) {
    this.#canvas = canvas;
    this.#color = color;
    this.#format = format;
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  // Adds a value at a time in seconds; null where there is none.
  add(time, value) {
    this.#points.push({ time, value });
    while (this.#points[0].time < time - seconds) {
      this.#points.shift();
    }

    this.draw();
  }

  describe(text) {
    this.#canvas.setAttribute('aria-label', text);
  }

  draw() {
    const canvas = this.#canvas;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0) {
      return;
    }

    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }

    const style = getComputedStyle(canvas);
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const top = nice(Math.max(...this.#points.map(point => point.value ?? 0), 0));
    const y = value => height - 3 - (value / top) * (height - 19);
    pen.font = `11px ${style.fontFamily}`;
    pen.fillStyle = style.getPropertyValue('--quiet');
    pen.strokeStyle = style.getPropertyValue('--line');
    pen.lineWidth = 1;
    for (const value of [0, top / 2, top]) {
      pen.beginPath();
      pen.moveTo(0, Math.round(y(value)) + 0.5);
      pen.lineTo(width, Math.round(y(value)) + 0.5);
      pen.stroke();
      if (value > 0 && this.#points.length > 0) {
        pen.fillText(this.#format(value), 2, y(value) - 3);
      }
    }

    this.#line(pen, width, height, y, style.getPropertyValue(this.#color));
  }

  #line(pen, width, height, y, color) {
    const now = this.#points.at(-1)?.time ?? 0;
    const x = time => width - ((now - time) / seconds) * width;
    let run = [];
    const finish = () => {
      if (run.length > 1) {
        pen.beginPath();
        run.forEach(({ time, value }, i) => pen[i === 0 ? 'moveTo' : 'lineTo'](x(time), y(value)));
        pen.strokeStyle = color;
        pen.lineWidth = 2;
        pen.lineJoin = 'round';
        pen.stroke();
        pen.lineTo(x(run.at(-1).time), height);
        pen.lineTo(x(run[0].time), height);
        pen.closePath();
        pen.globalAlpha = 0.14;
        pen.fillStyle = color;
        pen.fill();
        pen.globalAlpha = 1;
      }

      run = [];
    };
    for (const point of this.#points) {
      if (point.value === null) {
        finish();
      } else {
        run.push(point);
      }
    }

    finish();
  }
}

// The next 1, 2, 4 or 10 times a power of ten.
function nice(value) {
  if (value <= 0) {
    return 1;
  }

  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 10].find(step => step * power >= value) * power;
}
