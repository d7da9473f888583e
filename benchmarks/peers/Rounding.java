// Amount times rate, rounded half-even to the cent, by java.math.BigDecimal, beside Keyhaul's: the same amounts.
//
//   KEYHAUL_BENCHMARK_TABLE=amounts.csv keyhaul_rounding_benchmark --benchmark_repetitions=5
//   java Rounding.java amounts.csv
//
// Prints nanoseconds per amount (median, least, greatest of 9 runs after 5 that warm up) and the total, which must be
// the counter `total` of the benchmark.
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

public final class Rounding {
  private static final int PASSES = 100;

  private static void round(BigDecimal[] amounts, BigDecimal[] rounded, BigDecimal rate) {
    for (int i = 0; i < amounts.length; ++i) {
      rounded[i] = amounts[i].multiply(rate).setScale(2, RoundingMode.HALF_EVEN);
    }
  }

  public static void main(String[] arguments) throws Exception {
    BigDecimal[] amounts =
        Files.readAllLines(Path.of(arguments[0])).stream().map(cents -> new BigDecimal(cents).movePointLeft(2)).toArray(BigDecimal[]::new);
    BigDecimal[] rounded = new BigDecimal[amounts.length];
    BigDecimal rate = new BigDecimal("0.1225");
    double[] times = new double[9];
    for (int run = -5; run < times.length; ++run) {
      long start = System.nanoTime();
      for (int pass = 0; pass < PASSES; ++pass) round(amounts, rounded, rate);
      if (run >= 0) times[run] = (System.nanoTime() - start) / ((double) PASSES * amounts.length);
    }
    Arrays.sort(times);
    BigDecimal total = Arrays.stream(rounded).reduce(BigDecimal.ZERO, BigDecimal::add);
    System.out.printf("BigDecimal %.1f (%.1f to %.1f) ns, total %s%n", times[4], times[0], times[8], total.movePointRight(2).toBigInteger());
  }
}
