package org.case2fhir.corpus;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A standalone cluster of Spark on the loopback address: a master and two workers, each a process,
 * started from Spark's own jars. Jobs are handed to it as {@code spark-submit} does.
 */
final class SparkCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Path HOME = Path.of(System.getProperty("spark.home"));
  private static final Path JAR = Path.of(System.getProperty("spark.jar"));
  private static final long LONGEST_MINUTES = 5;

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final List<Process> workers = new ArrayList<>();
  private final String address;

  private SparkCluster(Path folder, String address) {
    this.folder = folder;
    this.address = address;
  }

  /** A cluster that keeps its logs in a folder. */
  static SparkCluster start(Path folder) throws IOException {
    int port = freePort();
    SparkCluster cluster = new SparkCluster(folder, "spark://" + LOOPBACK + ":" + port);
    cluster.processes.add(
        cluster.start(
            "master",
            List.of(
                "org.apache.spark.deploy.master.Master",
                "--host",
                LOOPBACK,
                "--port",
                "" + port,
                "--webui-port",
                "0")));
    cluster.addWorker();
    cluster.addWorker();
    return cluster;
  }

  /** Jobs of this run in their own process alone, without a cluster. */
  static SparkCluster local(Path folder) {
    return new SparkCluster(folder, "local[1]");
  }

  void addWorker() throws IOException {
    String name = "worker-" + (workers.size() + 1);
    Process worker =
        start(
            name,
            List.of(
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                LOOPBACK,
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve(name).toString(),
                address));
    workers.add(worker);
    processes.add(worker);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return socket.getLocalPort();
    }
  }

  /** How many executors there are. */
  int executors() {
    return (int) workers.stream().filter(worker -> worker.children().findAny().isPresent()).count();
  }

  /** Ends a worker and its executor as a machine does that loses its power. */
  void killWorker(int number) {
    Process worker = workers.get(number);
    List<ProcessHandle> all = worker.descendants().toList();
    worker.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** Begins a job. */
  Process submit(String log, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                address,
                "--driver-memory",
                "700m",
                "--executor-memory",
                "900m",
                "--conf",
                "spark.driver.host=" + LOOPBACK,
                "--conf",
                "spark.driver.bindAddress=" + LOOPBACK,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.speculation=true",
                "--conf",
                "spark.speculation.multiplier=1.2",
                "--conf",
                "spark.speculation.quantile=0.5",
                "--class",
                "org.case2fhir.corpus.SparkCorpus",
                JAR.toString()));
    command.addAll(arguments);
    Process process = start(log, command);
    processes.add(process);
    return process;
  }

  /** Waits for the end of a job and gives its exit code. */
  static int exitCode(Process job) throws InterruptedException {
    if (!job.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
      throw new AssertionError("the job does not end");
    }
    return job.exitValue();
  }

  /** What a process has said so far. */
  String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  private Process start(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-Xmx700m", "-XX:+UseSerialGC", "-cp", HOME.resolve("jars") + "/*"));
    command.addAll(arguments);
    File log = folder.resolve(name + ".log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log);
    builder.environment().put("SPARK_HOME", HOME.toString());
    // What else is read from the files of a whole Spark.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("spark-tmp").toString());
    builder.environment().remove("SOURCE_DATE_EPOCH");
    return builder.start();
  }

  @Override
  public void close() {
    for (Process each : processes) {
      List<ProcessHandle> all = each.descendants().toList();
      each.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
