"""The most frequent words of a text, counted by Spark."""

import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import desc

spark = SparkSession.builder.getOrCreate()
words = spark.createDataFrame([(word,) for word in sys.argv[1:]], ["word"])
for row in words.groupBy("word").count().orderBy(desc("count")).limit(3).collect():
    print("counted", row["word"], row["count"], flush=True)
spark.stop()
