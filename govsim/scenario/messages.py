"""The sentences of problems: (zh, en), filled in by `problem`. `{meant}` asks after the nearest right name."""

TEXTS: dict[str, tuple[str, str]] = {
    # files
    "missing_file": ("没有这个文件。请检查文件名和所在文件夹。", "There is no such file. Check its name and folder."),
    "unknown_scenario": (
        "没有这个自带情景。{meant} 全部情景：govsim scenarios",
        "There is no such shipped scenario. {meant} All of them: govsim scenarios",
    ),
    "directory": ("这是文件夹，不是文件。请写出其中的 .toml 文件。", "This is a folder. Name a .toml file in it."),
    "not_regular": ("这不是普通文件，不能读取。", "This is not a regular file and is not read."),
    "unreadable": (
        "文件打不开（{reason}）。请检查权限，或是否被其他程序占用。",
        "The file cannot be opened ({reason}). Check its permissions.",
    ),
    "too_large": (
        "文件有 {size} KB，情景文件最多 {limit} KB。居民和楼栋名单请另存为表格，用 place.buildings 指向它。",
        "The file has {size} KB; a scenario has at most {limit} KB. "
        "Put lists of buildings in a table, see place.buildings.",
    ),
    "too_many_parts": (
        "文件里的行和逗号超过 {limit} 个。名单和长表请另存为表格，用 place.buildings 指向它。",
        "The file has more than {limit} lines and commas. Put long lists in a table, see place.buildings.",
    ),
    "binary": (
        "这不是文本文件（含有二进制内容）。情景文件是 .toml 文本。",
        "This is not a text file (it holds binary data). A scenario is a .toml text.",
    ),
    "not_utf8": (
        "第 {line} 行不是 UTF-8 编码。请在编辑器里“另存为 UTF-8”。",
        "Line {line} is not UTF-8. Save the file again with the encoding UTF-8.",
    ),
    "too_deep": (
        "第 {line} 行嵌套超过 {limit} 层。情景文件最多 {limit} 层。",
        "Line {line} nests more than {limit} levels deep; a scenario has at most {limit}.",
    ),
    "toml": ("第 {line} 行第 {column} 列：{reason}。", "Line {line}, column {column}: {reason}."),
    # extends
    "extends_type": (
        "extends 要写一个自带情景的名称，或同一文件夹里的 .toml 文件名。",
        "extends names a shipped scenario or a .toml file in the same folder.",
    ),
    "outside": (
        "文件须在 {folder} 之内（不能用绝对路径、.. 或指向外面的链接）。",
        "The file must lie inside {folder} (no absolute path, no .., no link that leads outside).",
    ),
    "other_content": ("楼栋表的内容已经不同。", "The table of buildings holds something else by now."),
    "cycle": ("extends 绕回了自己：{chain}。", "extends comes back to itself: {chain}."),
    "too_many_levels": ("extends 最多 {limit} 层。", "extends may be followed over at most {limit} levels."),
    # names
    "unknown": ("没有这个设置。{meant}", "There is no such setting. {meant}"),
    "unknown_kind": ("没有这种措施。{meant}", "There is no such kind of measure. {meant}"),
    "missing_kind": (
        "每项措施要写 kind（哪种措施）。可用：{kinds}。",
        "Every measure needs its kind. There are: {kinds}.",
    ),
    "policy_not_table": ("这里应当是一项措施（[[policies]]）。", "This should be a measure ([[policies]])."),
    "missing": ("缺少这个设置。要填：{allowed}。", "This setting is missing. It takes {allowed}."),
    "duplicate": ("{name} 出现了两次。请给其中一个另起 id。", "{name} occurs twice. Give one of them another id."),
    "unknown_issue": ("没有这种事项。{meant}", "There is no such type of matter. {meant}"),
    "unknown_department": (
        "没有这个部门（offices 里的 id）。{meant}",
        "There is no such office (an id in offices). {meant}",
    ),
    "departments_absent": (
        "这里没有这些部门：{names}。它们的事项由其余部门平分（提示，不是错误）。",
        "These departments are absent: {names}. Their matters go to the other offices (a hint, not an error).",
    ),
    "unknown_outcome": (
        "没有这个指标。{meant} 全部指标：govsim run 的网页或 --json",
        "There is no such outcome. {meant} All of them: the page of govsim run, or its --json",
    ),
    "unknown_parameter": (
        "没有这个参数。{meant} 全部参数：govsim parameters",
        "There is no such parameter. {meant} All of them: govsim parameters",
    ),
    "unknown_path": ("没有这个设置，不能列为假设。{meant}", "There is no such setting to call assumed. {meant}"),
    "no_own_hours": (
        "排班写了 station，但没有填 station.hours（开放时间）。",
        "The roster is the station's, but station.hours does not say which hours these are.",
    ),
    "unknown_roster": ("没有这种排班。{meant}", "There is no such roster. {meant}"),
    "unknown_item": ("列表里没有这一项。{meant}", "The list has no such item. {meant}"),
    "not_a_table": ("这里不能再往下设置。", "Nothing can be set below this."),
    "empty_path": ("请写成 路径=值，如 place.residents=5000。", "Write path=value, such as place.residents=5000."),
    "extends_changed": (
        "名称、标题和 extends 只能在文件里改。",
        "Names, titles and extends are changed in the file only.",
    ),
    # values
    "wrong": ("不能用这个值。要填：{allowed}。", "This value is not possible. It takes {allowed}."),
    "quoted_date": ("日期不加引号，写成 2021-01-04。", "Write dates without quotes, such as 2021-01-04."),
    "date_only": ("只写日期，不写钟点，如 2021-01-04。", "Write the date alone, without a time, such as 2021-01-04."),
    "nan": ("不是一个数（nan 或 inf）。要填：{allowed}。", "nan and inf are no numbers here. It takes {allowed}."),
    "refused": ("{reason}", "{reason}"),
    "parameter_range": (
        "参数 {name}（{words}）要在 {low} 到 {high} 之间，默认 {default}。",
        "Parameter {name} ({words}) takes {low} to {high}, by default {default}.",
    ),
    "parameter_number": ("参数要填一个数，{low} 到 {high}。", "A parameter takes a number, {low} to {high}."),
    # dates
    "ends_before_start": (
        "结束日期 {end} 不晚于开始日期 {start}。",
        "It ends on {end}, not after its start on {start}.",
    ),
    "after_run": (
        "这次模拟到 {end} 为止，{start} 才开始的安排不会起作用（提示，不是错误）。",
        "The run ends on {end}: what starts on {start} never takes effect (a hint, not an error).",
    ),
    "before_run": (
        "在模拟开始（{start}）之前就已结束，不会起作用（提示，不是错误）。",
        "It is over before the run begins on {start} and never takes effect (a hint, not an error).",
    ),
    "hours_change": (
        "这项措施说好总工时不变，但排班 {roster} 的人员每周 {before} 小时，改后是 {after} 小时。"
        "请统一他们的工时，或改用 extended、custom。",
        "The measure promises the same total hours, but staff of the roster {roster} work {before} h a week and would "
        "work {after} h. Give them the same hours, or use extended or custom.",
    ),
    "uptake_idle": (
        "不高于平时的使用率（parameters.channels.platform_uptake = {usual}），只会加快派单（提示，不是错误）。",
        "Not above the usual uptake (parameters.channels.platform_uptake = {usual}): only dispatching gets faster "
        "(a hint, not an error).",
    ),
    "no_holidays": (
        "没有 {years} 年的放假安排，只按周末计算（提示，不是错误）。",
        "No arrangement of public holidays is known for {years}: weekends only (a hint, not an error).",
    ),
    # together
    "fight": (
        "措施 {one} 与 {other} 在同一时间、同一地方都要设定 {levers}。请改日期或 where，或把其中一项设为 on = false。",
        "Measures {one} and {other} both set {levers} at the same time and place. "
        "Change the dates or where, or switch one of them off with on = false.",
    ),
    "may_fight": (
        "措施 {one} 与 {other} 都设定 {levers}，所在地方可能重叠；重叠处以后写的为准（提示，不是错误）。",
        "Measures {one} and {other} both set {levers} and their places may overlap; there the later one holds "
        "(a hint, not an error).",
    ),
    "shares": (
        "{klass} 类各事项的 share 合计 {total}，不是 1，这类事项的总量会随之变化（提示，不是错误）。",
        "The shares of class {klass} add up to {total}, not 1: the class as a whole becomes as many times as frequent "
        "(a hint, not an error).",
    ),
    "over_budget": (
        "各项措施合计每周 {hours} 小时，超过预算 {budget} 小时（提示，不是错误）。",
        "The measures take {hours} hours a week, more than the budget of {budget} (a hint, not an error).",
    ),
    "no_staff": (
        "没有写任何工作人员（[[staff]]），居民将找不到人（提示，不是错误）。",
        "No staff is given ([[staff]]): nobody can be reached (a hint, not an error).",
    ),
    "unknown_place": (
        "没有这个地方。社区写 c1、网格写 g1、小区写 e1，依次编号，或用楼栋表里的名称。{meant}",
        "There is no such place. Communities are c1, c2, …, grids g1, …, estates e1, …, "
        "or as the table of buildings names them. {meant}",
    ),
}

# What the reader of TOML says, in both languages; the first that fits is used.
TOML_REASONS: tuple[tuple[str, tuple[str, str]], ...] = (
    (
        "Invalid date or datetime",
        ("没有这一天，或日期写法不对", "there is no such day, or it is not written as a date"),
    ),
    ("Cannot overwrite a value", ("同一个设置写了两次", "the same setting is written twice")),
    ("Cannot declare", ("同一个表写了两次", "the same table is written twice")),
    ("Cannot mutate immutable", ("同一个设置写了两次", "the same setting is written twice")),
    ("Duplicate inline table key", ("同一个设置写了两次", "the same setting is written twice")),
    ("Expected '=' after a key", ("设置名后面缺少等号", "an equals sign is missing after the name")),
    ("Expected ']'", ("缺少右方括号 ]", "a closing bracket ] is missing")),
    ("Unclosed array", ("列表缺少右方括号 ]", "the list is not closed with ]")),
    ("Unclosed inline table", ("缺少右花括号 }", "the inline table is not closed with }")),
    ("Unterminated string", ("引号没有成对", "a quotation mark is missing")),
    (
        "Illegal character",
        ("含有不允许的字符（引号没有成对？）", "there is a character that is not allowed (a missing quotation mark?)"),
    ),
    (
        "Unescaped '\\'",
        ("引号里的反斜杠要写成 \\\\，或改用单引号", "a backslash in quotes is written \\\\, or use single quotes"),
    ),
    ("Expected newline", ("一行里写了多个设置，或值后面有多余的字", "there is something after the value")),
    ("Invalid initial character", ("设置名只能用英文字母、数字、_ 和 -", "names are made of letters, digits, _ and -")),
    ("Invalid statement", ("这一行看不懂，应为 名称 = 值", "this line is not of the form name = value")),
    (
        "Invalid value",
        (
            "等号后面的值不对；文字要加英文引号",
            "the value after the equals sign is not valid; put text in quotation marks",
        ),
    ),
    ("Exceeds the limit", ("数字太长", "the number is too long")),
)
OTHER_TOML_REASON = ("不合 TOML 的写法", "this is not valid TOML")
