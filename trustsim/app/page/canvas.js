// A canvas that keeps the size of its place on the page, sharp on any screen.

// What extends this has `draw(pen, width, height)`, which draws `state`; sizes are in CSS pixels.
export class Picture {
  constructor(canvas) {
    this.canvas = canvas;
    this.state = null; // what is to be drawn; null: nothing yet
    this.pen = canvas.getContext("2d");
    this.width = 0;
    this.height = 0;
    this.watcher = new ResizeObserver(() => {
      this.fit();
      this.paint();
    });
    this.watcher.observe(canvas);
  }

  show(state) {
    this.state = state;
    this.paint();
  }

  fit() {
    const box = this.canvas.getBoundingClientRect();
    const sharpness = window.devicePixelRatio || 1;
    this.width = box.width;
    this.height = box.height;
    const width = Math.round(box.width * sharpness);
    const height = Math.round(box.height * sharpness);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.sharpness = sharpness;
  }

  paint() {
    if (!this.state || this.width < 1 || this.height < 1) return;
    this.pen.setTransform(this.sharpness, 0, 0, this.sharpness, 0, 0);
    this.pen.clearRect(0, 0, this.width, this.height);
    this.draw(this.pen, this.width, this.height);
  }

  close() {
    this.watcher.disconnect();
  }
}
