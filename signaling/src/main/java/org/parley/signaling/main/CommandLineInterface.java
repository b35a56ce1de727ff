package org.parley.signaling.main;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.config.ConfigException;
import org.parley.signaling.config.ConfigSource;
import org.parley.signaling.http.DoorException;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code parley}, {@code parley turn}, {@code parley token}, {@code parley doctor}, {@code parley
 * bench} with {@code parley bench turn} and {@code parley bench data}.
 */
@Command(
    name = "parley",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    description = "A WebRTC media server: rooms, SFU, STUN/TURN, signaling and web client in one.",
    footer = {
      "",
      "Every key of conf/parley.yaml can also be set by the environment as PARLEY_KEY_PATH,",
      "such as PARLEY_SERVER_LISTEN=0.0.0.0:80; --set wins over both."
    })
final class CommandLineInterface {
  private static final int USAGE = 2;

  private final Programs programs;
  private final Map<String, String> environment;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The configuration (default: conf/parley.yaml of this installation).")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY.PATH=VALUE",
      scope = ScopeType.INHERIT,
      description = "Sets one key; may be repeated.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--check",
      description = "Starts everything and stops again: whether this configuration works here.")
  private boolean check;

  private CommandLineInterface(Programs programs, Map<String, String> environment) {
    this.programs = programs;
    this.environment = environment;
  }

  /** Runs what the arguments ask for and returns the exit code. */
  static int run(Programs programs, Map<String, String> environment, String... arguments) {
    CommandLineInterface root = new CommandLineInterface(programs, environment);
    CommandLine commandLine = new CommandLine(root);
    commandLine.addSubcommand(root.new Turn());
    commandLine.addSubcommand(root.new Token());
    commandLine.addSubcommand(root.new Doctor());
    commandLine.addSubcommand(
        new CommandLine(new BenchCommand())
            .addSubcommand(new BenchTurnCommand())
            .addSubcommand(new BenchDataCommand()));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionStrategy(parsed -> root.execute(parsed));
    return commandLine.execute(arguments);
  }

  /** What a command does once the configuration is read. */
  private interface Action {
    int run(Setup setup) throws Exception;
  }

  private int execute(CommandLine.ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    collect(parsed);
    Object command = parsed.asCommandLineList().getLast().getCommand();
    Action action = command instanceof Action asked ? asked : setup -> programs.serve(setup, check);
    try {
      if (command instanceof BenchProgram<?> bench) {
        return bench.call();
      }
      return action.run(Setup.read(new ConfigSource(configFile(), environment, sets)));
    } catch (ConfigException e) {
      System.err.println("Parley cannot start: the configuration has problems.");
      e.problems().forEach(problem -> System.err.println("  " + problem));
      return USAGE;
    } catch (UsageException | DoorException e) {
      System.err.println("Parley cannot start: " + e.getMessage());
      return 1;
    } catch (Exception e) {
      System.err.println("Parley cannot start: " + e.getMessage());
      e.printStackTrace();
      return 1;
    }
  }

  /** Options may stand before a command and behind it; the library would forget those before it. */
  private void collect(CommandLine.ParseResult parsed) {
    List<String> all = new ArrayList<>();
    for (CommandLine.ParseResult part = parsed; part != null; part = part.subcommand()) {
      OptionSpec set = part.matchedOption("--set");
      if (set != null) {
        all.addAll(set.stringValues());
      }
      OptionSpec config = part.matchedOption("--config");
      if (config != null) {
        file = Path.of(config.stringValues().getLast());
      }
    }
    sets = all;
  }

  /** The one asked for; else that of the installation, which may be missing. */
  private @Nullable Path configFile() {
    if (file != null) {
      return file;
    }
    String home = environment.get("PARLEY_HOME");
    Path standard = Path.of(home == null ? "" : home, "conf", "parley.yaml");
    return Files.exists(standard) ? standard : null;
  }

  @Command(name = "turn", description = "Starts the STUN and TURN server alone.")
  private final class Turn implements Action {
    @Override
    public int run(Setup setup) throws Exception {
      return programs.turn(setup);
    }
  }

  @Command(
      name = "doctor",
      description = {
        "Looks whether relaying works, and says what to change when it does not. Asks the server",
        "that runs with this configuration; starts one for the moment when there is none."
      })
  private final class Doctor implements Action {
    @Option(
        names = "--host",
        paramLabel = "HOST",
        description = "By which clients are to come, for the name in the certificate.")
    private @Nullable String host;

    @Override
    public int run(Setup setup) throws Exception {
      return programs.doctor(setup, host);
    }
  }

  @Command(
      name = "token",
      description = "Prints a token that lets its bearer into a room (auth.mode: token).")
  private final class Token implements Action {
    @ArgGroup(multiplicity = "1")
    private Scope scope = new Scope();

    /** What the token opens. */
    static final class Scope {
      @Option(names = "--room", description = "The room.")
      private @Nullable String room;

      @Option(
          names = "--admin",
          description = "No room, but what only admins see, such as /api/turn/allocations.")
      private boolean admin;
    }

    @Option(names = "--name", description = "The participant's name; left out, the bearer chooses.")
    private @Nullable String name;

    @Option(
        names = "--grant",
        split = ",",
        converter = GrantWord.class,
        description =
            "Some of publish, subscribe and publishData (chat and data channels), with commas"
                + " between them (default: all).")
    private Set<TokenOrder.Grant> grants = EnumSet.allOf(TokenOrder.Grant.class);

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        defaultValue = "1h",
        converter = Lifetime.class,
        description = "How long it is good for, such as 30m, 1h or 7d (default: 1h).")
    private Duration expires = Duration.ofHours(1);

    @Option(names = "--key", paramLabel = "ID", description = "Which of auth.keys signs it.")
    private @Nullable String key;

    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "Where people open the page, for the link: https://meet.example.org.")
    private @Nullable String url;

    @Override
    public int run(Setup setup) throws Exception {
      return programs.token(
          setup.config(), new TokenOrder(scope.room, name, grants, expires, key, url));
    }
  }

  /** As tokens have it, and as command lines like it: publishData, publish-data. */
  static final class GrantWord implements ITypeConverter<TokenOrder.Grant> {
    @Override
    public TokenOrder.Grant convert(String text) {
      return switch (text.strip().replace("-", "").toLowerCase(Locale.ROOT)) {
        case "publish" -> TokenOrder.Grant.PUBLISH;
        case "subscribe" -> TokenOrder.Grant.SUBSCRIBE;
        case "publishdata" -> TokenOrder.Grant.PUBLISH_DATA;
        default ->
            throw new TypeConversionException(
                "'" + text + "' is none of publish, subscribe and publishData");
      };
    }
  }

  /** Times such as 90s, 30m, 1h, 7d. */
  static final class Lifetime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,6}[smhd]")) {
        throw new TypeConversionException("'" + text + "' is no time such as 30m, 1h or 7d");
      }
      long number = Long.parseLong(text.substring(0, text.length() - 1));
      return switch (text.charAt(text.length() - 1)) {
        case 's' -> Duration.ofSeconds(number);
        case 'm' -> Duration.ofMinutes(number);
        case 'h' -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }
  }

  /** The version that the build wrote. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws Exception {
      Properties build = new Properties();
      try (var resource = CommandLineInterface.class.getResourceAsStream("/parley.properties")) {
        build.load(resource);
      }
      return new String[] {
        "Parley " + build.getProperty("version"),
        "Java " + Runtime.version() + " on " + System.getProperty("os.arch")
      };
    }
  }
}
