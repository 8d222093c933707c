"""One module for each chart: a pure function from the page's content to an ECharts option."""
